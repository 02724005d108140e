package io.mesosframework.client.scheduler.internal;

import io.mesosframework.http.Origin;

/** Where calls go: a master, and the path of its scheduler API with any query. */
public record Target(Origin origin, String path) {

    /** The path at which every master serves the scheduler API (PROTOCOL A13). */
    public static final String DEFAULT_PATH = "/api/v1/scheduler";

    public Target(Origin origin) {
        this(origin, DEFAULT_PATH);
    }

    @Override
    public String toString() {
        return origin + path;
    }
}
