package io.mesosframework.reference;

import io.mesosframework.http.ClientTls;
import io.mesosframework.http.HttpTransport;
import io.mesosframework.http.Origin;
import io.mesosframework.http.Transport;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flags of verbs that speak to the API of a running framework. */
final class ApiAccess {

    private static final int DEFAULT_PORT = 8080;

    @Option(
            names = "--api",
            paramLabel = "URL",
            defaultValue = "http://127.0.0.1:8080",
            description = "Where 'mesosfw run --listen' serves the API (${DEFAULT-VALUE}).")
    private String api = "http://127.0.0.1:8080";

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "A file that holds the token that the API asks for.")
    private @Nullable Path tokenFile;

    @Option(
            names = "--ca",
            paramLabel = "FILE",
            description = "Of those that speak https, trust only the certificates in this PEM file.")
    private @Nullable Path ca;

    @Option(names = "--json", description = "Write what the API answers, as it is.")
    boolean json;

    /** @throws BadInputException if a flag is wrong */
    ApiClient connect() {
        try {
            return new ApiClient(transport(), Origin.parse(api, DEFAULT_PORT), token());
        } catch (IllegalArgumentException e) {
            throw new BadInputException("--api: " + e.getMessage());
        }
    }

    private String token() {
        return tokenFile == null ? "" : SecretFile.token("--token-file", tokenFile);
    }

    /** @throws io.mesosframework.http.TlsException if --ca holds no certificates */
    Transport transport() {
        return ca == null
                ? HttpTransport.builder().build()
                : HttpTransport.builder()
                        .tls(new ClientTls(ca, null, null, true))
                        .build();
    }
}
