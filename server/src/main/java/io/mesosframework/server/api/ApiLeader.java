package io.mesosframework.server.api;

/**
 * The instance that leads.
 *
 * @param instance its name
 * @param address where its API is, such as {@code https://10.0.0.5:8080}
 */
public record ApiLeader(String instance, String address) {}
