package io.mesosframework.http;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How a client speaks TLS.
 *
 * @param ca the certificates to trust, PEM; {@code null} for those that the JVM trusts
 * @param certificate the client's own certificate chain, PEM; {@code null} for none
 * @param key the private key of that certificate, PEM, PKCS#8 ({@code BEGIN PRIVATE KEY}), without a password
 * @param verifyHost whether the server's certificate must name the host connected to
 */
public record ClientTls(
        @Nullable Path ca,
        @Nullable Path certificate,
        @Nullable Path key,
        boolean verifyHost) {

    /** The JVM's own trust, no client certificate, the host verified. */
    public static final ClientTls DEFAULT = new ClientTls(null, null, null, true);

    /**
     * @throws IllegalArgumentException for a certificate without its key or the reverse
     */
    public ClientTls {
        if ((certificate == null) != (key == null)) {
            throw new IllegalArgumentException(
                    "A client certificate and its key go together: certificate " + certificate + ", key " + key);
        }
    }

    /** The same, trusting only the certificates in this PEM file. */
    public ClientTls withCa(Path pem) {
        return new ClientTls(pem, certificate, key, verifyHost);
    }

    /** The same, showing this certificate to servers that ask for one. */
    public ClientTls withCertificate(Path certificatePem, Path keyPem) {
        return new ClientTls(ca, certificatePem, keyPem, verifyHost);
    }

    /** The same, taking a trusted certificate whatever host it names: only for servers reached by an address it lacks. */
    public ClientTls withoutHostVerification() {
        return new ClientTls(ca, certificate, key, false);
    }
}
