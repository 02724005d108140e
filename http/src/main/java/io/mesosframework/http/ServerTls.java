package io.mesosframework.http;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How a server speaks TLS.
 *
 * @param certificate its certificate chain, PEM
 * @param key the private key of that certificate, PEM, PKCS#8 ({@code BEGIN PRIVATE KEY}), without a password
 * @param clientCa if given, clients must show a certificate that these (PEM) have signed
 */
public record ServerTls(
        Path certificate, Path key, @Nullable Path clientCa) {

    /** A server that asks clients for no certificate. */
    public static ServerTls of(Path certificate, Path key) {
        return new ServerTls(certificate, key, null);
    }

    /** The same, asking clients for a certificate signed by those in this PEM file. */
    public ServerTls withClientCa(Path pem) {
        return new ServerTls(certificate, key, pem);
    }
}
