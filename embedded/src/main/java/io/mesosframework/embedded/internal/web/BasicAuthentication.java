package io.mesosframework.embedded.internal.web;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Basic authentication with Mesos' narrow reading of it (PROTOCOL A38). */
public final class BasicAuthentication {

    private final Map<String, String> secrets;

    /**
     * @param secrets by principal; empty means that nobody is asked
     */
    public BasicAuthentication(Map<String, String> secrets) {
        this.secrets = Map.copyOf(secrets);
    }

    boolean isRequired() {
        return !secrets.isEmpty();
    }

    /** The principal that this Authorization header proves, or nothing. */
    Optional<String> principal(@Nullable String authorization) {
        if (authorization == null || !authorization.startsWith("Basic ")) {
            return Optional.empty();
        }
        String decoded;
        try {
            decoded = new String(Base64.getDecoder().decode(authorization.substring(6)), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // not Base64, so no credential
        }
        String[] parts = decoded.split(":", -1);
        if (parts.length != 2) {
            return Optional.empty();
        }
        String secret = secrets.get(parts[0]);
        boolean proven = secret != null
                && MessageDigest.isEqual(
                        secret.getBytes(StandardCharsets.UTF_8), parts[1].getBytes(StandardCharsets.UTF_8));
        return proven ? Optional.of(parts[0]) : Optional.empty();
    }
}
