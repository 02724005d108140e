package io.mesosframework.server;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Who may use a server: users with passwords (HTTP Basic) and tokens (HTTP Bearer), each for all or for reading only, which is GET and
 * HEAD. Only digests are kept, and each comparison takes the same time whatever is compared. Immutable.
 */
public final class Access {

    /** What may be done with credentials that are known. */
    enum Right {
        ALL,
        READ
    }

    /** A digest of what is to be shown, and what it gives a right to. */
    private static final class Known {
        private final byte[] digest;
        private final Right right;

        Known(byte[] digest, Right right) {
            this.digest = digest;
            this.right = right;
        }
    }

    private final List<Known> users;
    private final List<Known> tokens;

    private Access(List<Known> users, List<Known> tokens) {
        this.users = List.copyOf(users);
        this.tokens = List.copyOf(tokens);
    }

    /** Anybody, without authentication. */
    public static Access open() {
        return new Access(List.of(), List.of());
    }

    /** One user more, who may do all. */
    public Access user(String name, String password) {
        return withUser(name, password, Right.ALL);
    }

    /** One user more, who may read. */
    public Access readingUser(String name, String password) {
        return withUser(name, password, Right.READ);
    }

    /** One token more, with which all may be done. */
    public Access token(String token) {
        return withToken(token, Right.ALL);
    }

    /** One token more, with which may be read. */
    public Access readingToken(String token) {
        return withToken(token, Right.READ);
    }

    private Access withUser(String name, String password, Right right) {
        if (name.isEmpty() || name.contains(":") || password.isEmpty()) {
            throw new IllegalArgumentException("A user has a name without colons, and a password");
        }
        return new Access(and(users, new Known(digest(name + ":" + password), right)), tokens);
    }

    private Access withToken(String token, Right right) {
        if (!token.matches("[A-Za-z0-9._~+/-]{8,}=*")) {
            throw new IllegalArgumentException(
                    "A token has 8 or more letters, digits and ._~+/- without spaces (RFC 6750): this one has not");
        }
        return new Access(users, and(tokens, new Known(digest(token), right)));
    }

    private static List<Known> and(List<Known> some, Known more) {
        List<Known> all = new ArrayList<>(some);
        all.add(more);
        return all;
    }

    /** Whether anybody may do anything. */
    public boolean isOpen() {
        return users.isEmpty() && tokens.isEmpty();
    }

    /** What the Authorization header gives a right to; empty where it is missing, malformed or wrong. */
    Optional<Right> rightOf(Optional<String> authorization) {
        if (isOpen()) {
            return Optional.of(Right.ALL);
        }
        String[] parts = authorization.orElse("").strip().split(" +", 2);
        if (parts.length < 2) {
            return Optional.empty();
        }
        return switch (parts[0].toLowerCase(Locale.ROOT)) {
            case "basic" -> decoded(parts[1]).flatMap(pair -> find(users, digest(pair)));
            case "bearer" -> find(tokens, digest(parts[1].strip()));
            default -> Optional.empty();
        };
    }

    /** What a 401 asks for. */
    String challenge() {
        List<String> schemes = new ArrayList<>();
        if (!tokens.isEmpty()) {
            schemes.add("Bearer realm=\"mesos\"");
        }
        if (!users.isEmpty()) {
            schemes.add("Basic realm=\"mesos\", charset=\"UTF-8\"");
        }
        return String.join(", ", schemes);
    }

    private static Optional<String> decoded(String base64) {
        try {
            return Optional.of(new String(Base64.getDecoder().decode(base64.strip()), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Looks at all of them, found or not. */
    private static Optional<Right> find(List<Known> known, byte[] digest) {
        Optional<Right> found = Optional.empty();
        for (Known one : known) {
            if (MessageDigest.isEqual(one.digest, digest)) {
                found = Optional.of(one.right);
            }
        }
        return found;
    }

    private static byte[] digest(String secret) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
