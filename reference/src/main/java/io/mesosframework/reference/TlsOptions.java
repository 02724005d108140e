package io.mesosframework.reference;

import io.mesosframework.http.ClientTls;
import io.mesosframework.http.HttpTransport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How masters and agents are spoken to: with any of these flags by https. */
final class TlsOptions {

    @Option(
            names = "--ca",
            paramLabel = "FILE",
            description = "Speak https, and trust only the certificates in this PEM file.")
    @Nullable
    Path ca;

    @Option(
            names = "--cert",
            paramLabel = "FILE",
            description = "Speak https, and show this certificate (PEM) to who asks for one; with --key.")
    @Nullable
    Path certificate;

    @Option(
            names = "--key",
            paramLabel = "FILE",
            description = "The private key of --cert: PEM, PKCS#8, without a password.")
    @Nullable
    Path key;

    boolean isOn() {
        return ca != null || certificate != null;
    }

    /** What is wrong, in words; empty where nothing is. */
    Optional<String> problem() {
        if ((certificate == null) != (key == null)) {
            return Optional.of("--cert and --key go together");
        }
        return Stream.of(ca, certificate, key)
                .filter(Objects::nonNull)
                .filter(file -> !Files.isReadable(file) || Files.isDirectory(file))
                .findFirst()
                .map(file -> file + ": there is no such file, or it cannot be read");
    }

    /** @throws io.mesosframework.http.TlsException if a file does not hold what it should */
    HttpTransport transport() {
        return HttpTransport.builder()
                .tls(new ClientTls(ca, certificate, key, true))
                .build();
    }
}
