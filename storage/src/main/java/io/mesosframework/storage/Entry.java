package io.mesosframework.storage;

/**
 * A key that is there, with its value.
 *
 * @param version how many transactions have put the key since it was last absent; from 1
 */
public record Entry(String key, Bytes value, long version) {}
