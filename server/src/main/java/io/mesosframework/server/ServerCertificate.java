package io.mesosframework.server;

import java.nio.file.Path;

/**
 * What a server speaks TLS with, 1.2 and up.
 *
 * @param certificate its certificate and those that lead to its authority, in PEM
 * @param key the certificate's private key in PEM: PKCS#8 or PKCS#1, RSA, EC or Ed25519, without a password
 */
public record ServerCertificate(Path certificate, Path key) {}
