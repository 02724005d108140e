package io.mesosframework.storage.election;

/**
 * An instance that may lead.
 *
 * @param instance names it among all instances that take part, such as {@code host-1} or a random id
 * @param address where others reach it, such as {@code https://host-1:8443}; may be empty where it serves nothing
 */
public record Candidate(String instance, String address) {

    /** The longest instance name and the longest address, in characters. */
    public static final int MAX_LENGTH = 1000;

    /** @throws IllegalArgumentException if there is no instance name, or either is too long or has control characters */
    public Candidate {
        if (instance.isBlank()) {
            throw new IllegalArgumentException("A candidate needs the name of its instance");
        }
        require("The name of an instance", instance);
        require("The address of an instance", address);
    }

    private static void require(String what, String text) {
        if (text.length() > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    what + " has at most " + MAX_LENGTH + " characters, not " + text.length());
        }
        if (text.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(what + " has no control characters; '" + text.strip() + "' does");
        }
    }
}
