/** A generic HTTP client and server on Netty: streams, TLS, credentials, limits. */
@NullMarked
package io.mesosframework.http;

import org.jspecify.annotations.NullMarked;
