package io.mesosframework.storage;

/**
 * A look at all keys of a prefix that goes on until it is closed; see {@link Storage#watch}.
 */
public interface Watch extends AutoCloseable {

    /** Ends the watch: no event begins after this returns. One that another thread is being told may still be going on. */
    @Override
    void close();
}
