package org.deepspeech.libdeepspeech;

import com.sun.jna.Native;
import com.sun.jna.Pointer;

/** Where the members of a C structure are. */
final class Layout {
    /** The forms of members. */
    enum Form {
        ADDRESS(Native.POINTER_SIZE),
        I32(4),
        U32(4),
        F32(4),
        F64(8);

        private final int size;

        Form(int size) {
            this.size = size;
        }
    }

    private final int[] offsets;
    private final int size;

    /** Lays out members in order. Each is aligned to its size, as on all platforms that LiteRT supports. */
    Layout(Form... members) {
        offsets = new int[members.length];
        int end = 0;
        int alignment = 1;
        for (int i = 0; i < members.length; i++) {
            offsets[i] = roundUp(end, members[i].size);
            end = offsets[i] + members[i].size;
            alignment = Math.max(alignment, members[i].size);
        }
        size = roundUp(end, alignment);
    }

    private static int roundUp(int value, int unit) {
        return (value + unit - 1) / unit * unit;
    }

    /** Returns the structure at an index of an array. */
    Struct at(Pointer array, int index) {
        return new Struct(this, array, (long) index * size);
    }

    /** A structure in the memory of the library. Members are numbered from 0. */
    static final class Struct {
        private final Layout layout;
        private final Pointer memory;
        private final long begin;

        private Struct(Layout layout, Pointer memory, long begin) {
            this.layout = layout;
            this.memory = memory;
            this.begin = begin;
        }

        private long offset(int member) {
            return begin + layout.offsets[member];
        }

        Pointer address(int member) {
            return memory.getPointer(offset(member));
        }

        int i32(int member) {
            return memory.getInt(offset(member));
        }

        long u32(int member) {
            return Integer.toUnsignedLong(i32(member));
        }

        float f32(int member) {
            return memory.getFloat(offset(member));
        }

        double f64(int member) {
            return memory.getDouble(offset(member));
        }

        /** Returns the bytes of a string, without the zero at its end. */
        byte[] bytes(int member) {
            Pointer text = address(member);
            return text.getByteArray(0, (int) text.indexOf(0, (byte) 0));
        }

        String text(int member) {
            return Results.text(address(member));
        }
    }
}
