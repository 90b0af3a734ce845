package org.deepspeech.libdeepspeech;

import com.sun.jna.Library;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Finds and opens libdeepspeech and LiteRT's library: in the folder that the system property
 * {@code deepspeech.library.path} names, else in the jar, else where the system looks for libraries.
 */
final class NativeLibraries {
    private static final String PROPERTY = "deepspeech.library.path";
    private static final String LIBRARY = "libdeepspeech.so";
    private static final String RUNTIME = "libLiteRt.so";
    private static final int RTLD_NOW = 2;
    private static final int RTLD_NODELETE = Platform.isMac() ? 0x80 : 0x1000; // LiteRT cannot be closed
    private static final Map<String, Object> OPTIONS = Map.of(
            Library.OPTION_OPEN_FLAGS, RTLD_NOW | RTLD_NODELETE,
            Library.OPTION_STRING_ENCODING, StandardCharsets.UTF_8.name());

    private static NativeLibrary runtime; // kept, as JNA closes libraries that nothing refers to

    private NativeLibraries() {}

    /**
     * Opens both libraries.
     *
     * @throws UnsatisfiedLinkError if there is none for this platform
     */
    static NativeLibrary open() {
        String folder = System.getProperty(PROPERTY, "");
        if (!folder.isEmpty()) {
            return openIn(Path.of(folder));
        }
        if (NativeLibraries.class.getResource(resource(LIBRARY)) == null) {
            return openOfSystem();
        }
        try {
            return openExtracted();
        } catch (IOException error) {
            UnsatisfiedLinkError failure = new UnsatisfiedLinkError("Cannot write the libraries to a folder in "
                    + System.getProperty("java.io.tmpdir") + " (property java.io.tmpdir): " + error);
            failure.initCause(error);
            throw failure;
        }
    }

    private static String resource(String name) {
        return "/natives/" + Platform.RESOURCE_PREFIX + "/" + name;
    }

    /** Opens copies, whose files are deleted as soon as they are open. */
    private static NativeLibrary openExtracted() throws IOException {
        Path folder = Files.createTempDirectory("deepspeech");
        try {
            extract(RUNTIME, folder);
            extract(LIBRARY, folder);
            return openIn(folder);
        } finally {
            Files.deleteIfExists(folder.resolve(RUNTIME));
            Files.deleteIfExists(folder.resolve(LIBRARY));
            Files.deleteIfExists(folder);
        }
    }

    private static void extract(String name, Path folder) throws IOException {
        try (InputStream contents = NativeLibraries.class.getResourceAsStream(resource(name))) {
            if (contents == null) {
                throw new IOException("the jar does not contain " + resource(name));
            }
            Files.copy(contents, folder.resolve(name));
        }
    }

    /** Opens LiteRT first; libdeepspeech finds a library that is open by its name. */
    private static NativeLibrary openIn(Path folder) {
        File file = folder.resolve(RUNTIME).toFile();
        if (file.isFile() && System.getenv().getOrDefault("DS_LITERT_LIBRARY", "").isEmpty()) {
            runtime = NativeLibrary.getInstance(file.getAbsolutePath(), OPTIONS);
        }
        return NativeLibrary.getInstance(folder.resolve(LIBRARY).toFile().getAbsolutePath(), OPTIONS);
    }

    private static NativeLibrary openOfSystem() {
        try {
            return NativeLibrary.getInstance("deepspeech", OPTIONS);
        } catch (UnsatisfiedLinkError error) {
            UnsatisfiedLinkError failure = new UnsatisfiedLinkError("This jar has no libdeepspeech for "
                    + Platform.RESOURCE_PREFIX + ", the system has none, and the property " + PROPERTY
                    + " is not set: " + error.getMessage());
            failure.initCause(error);
            throw failure;
        }
    }
}
