package org.deepspeech.libdeepspeech;

import com.sun.jna.Pointer;
import java.lang.ref.Cleaner;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import java.util.function.Function;

/** Owns a model, stream or grammar of the library, and frees it once: on request, or when its owner is unreachable. */
final class Handle {
    private static final Cleaner CLEANER = Cleaner.create();

    private final State state;
    private final Cleaner.Cleanable cleanable;

    /**
     * Takes an address over.
     *
     * @param owner the object whose end frees it
     * @param kind  what it is, for messages
     */
    Handle(Object owner, String kind, Pointer address, Consumer<Pointer> free) {
        state = new State(kind, address, free);
        cleanable = CLEANER.register(owner, state);
    }

    /** Runs an action that others may run at the same time. */
    <R> R shared(Function<Pointer, R> action) {
        return state.run(state.lock.readLock(), action);
    }

    /** Runs an action alone. */
    <R> R alone(Function<Pointer, R> action) {
        return state.run(state.lock.writeLock(), action);
    }

    /** Runs an action that frees it, alone. */
    <R> R last(Function<Pointer, R> action) {
        return alone(address -> {
            state.address = null;
            cleanable.clean();
            return action.apply(address);
        });
    }

    /** Frees it after the actions that run now; does nothing if it was freed. */
    void free() {
        cleanable.clean();
    }

    /** What the cleaner needs; it must not refer to the owner. */
    private static final class State implements Runnable {
        private final ReadWriteLock lock = new ReentrantReadWriteLock();
        private final String kind;
        private final Consumer<Pointer> free;
        private Pointer address;

        State(String kind, Pointer address, Consumer<Pointer> free) {
            this.kind = kind;
            this.address = address;
            this.free = free;
        }

        <R> R run(Lock held, Function<Pointer, R> action) {
            held.lock();
            try {
                if (address == null) {
                    throw new IllegalStateException("The " + kind + " was already freed or finished.");
                }
                return action.apply(address);
            } finally {
                held.unlock();
            }
        }

        @Override
        public void run() {
            lock.writeLock().lock();
            try {
                if (address != null) {
                    free.accept(address);
                    address = null;
                }
            } finally {
                lock.writeLock().unlock();
            }
        }
    }
}
