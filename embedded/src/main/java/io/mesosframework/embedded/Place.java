package io.mesosframework.embedded;

import io.mesosframework.http.Handler;

/** A place in the network that a process listens at while it runs: always the same one. */
interface Place {

    /** Without effect while it is open. */
    void open(Handler handler);

    /** Nobody listens there until it is opened again. */
    void close();

    /** Closes it for good. */
    void leave();

    /** The port's number; known once it has been open. */
    int number();

    /** What comes between {@code http://} and the path of a request. */
    String address();
}
