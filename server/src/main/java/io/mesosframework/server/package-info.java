/**
 * A server for what a framework shows of itself and takes from people and other programs. {@link
 * io.mesosframework.server.MesosServer} serves routes, of one's own too; packages {@code api} and {@code artifacts} have the SDK's.
 */
@NullMarked
package io.mesosframework.server;

import org.jspecify.annotations.NullMarked;
