package io.mesosframework.server;

import java.time.Duration;

/** Is told of every request that a server has an answer for, on any thread; must not block. */
@FunctionalInterface
public interface RequestObserver {

    /** Stands for the method and the path where no route answers. */
    String NONE = "none";

    /**
     * A request has its answer, which is about to be sent.
     *
     * @param method the route's, or {@link #NONE}
     * @param path the route's, with its variables unfilled, or {@link #NONE}: so there are no more of them than routes
     * @param status the answer's
     * @param took since the first byte of the request had come
     */
    void answered(String method, String path, int status, Duration took);
}
