package io.mesosframework.http;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** What proves to the other side who is calling: the value of the {@code Authorization} header (PROTOCOL A38, A39). */
public sealed interface Credentials {

    /** The value of the {@code Authorization} header. */
    String authorization();

    /**
     * A principal and its secret (PROTOCOL A38).
     *
     * @throws IllegalArgumentException if either is empty or holds a colon or a control character: Mesos splits the pair at
     *     every colon and refuses what is not exactly two parts
     */
    static Credentials basic(String principal, String secret) {
        return new Basic(principal, secret);
    }

    /**
     * A token, as it is (PROTOCOL A39).
     *
     * @throws IllegalArgumentException if it is empty or holds a space or a character that is not ASCII
     */
    static Credentials bearer(String token) {
        return new Bearer(token);
    }

    /** A principal and its secret; see {@link Credentials#basic}. */
    record Basic(String principal, String secret) implements Credentials {
        /** Checks both parts. */
        public Basic {
            check("principal", principal);
            check("secret", secret);
        }

        private static void check(String what, String value) {
            if (value.isEmpty()) {
                throw new IllegalArgumentException("The " + what + " of the credentials is empty");
            }
            if (value.indexOf(':') >= 0) {
                throw new IllegalArgumentException(
                        "The " + what + " of the credentials holds a ':', which Mesos refuses: choose one without");
            }
            if (value.chars().anyMatch(Character::isISOControl)) {
                throw new IllegalArgumentException(
                        "The " + what
                                + " of the credentials holds a control character; is there a line end in the file it came from?");
            }
        }

        @Override
        public String authorization() {
            byte[] pair = (principal + ":" + secret).getBytes(StandardCharsets.UTF_8);
            return "Basic " + Base64.getEncoder().encodeToString(pair);
        }

        /** The principal only. */
        @Override
        public String toString() {
            return "Basic[principal=" + principal + ", secret=…]";
        }
    }

    /** A token; see {@link Credentials#bearer}. */
    record Bearer(String token) implements Credentials {
        /** Checks the token. */
        public Bearer {
            if (token.isEmpty() || !token.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
                throw new IllegalArgumentException("A bearer token is visible ASCII without spaces, and not empty");
            }
        }

        @Override
        public String authorization() {
            return "Bearer " + token;
        }

        /** Without the token. */
        @Override
        public String toString() {
            return "Bearer[token=…]";
        }
    }
}
