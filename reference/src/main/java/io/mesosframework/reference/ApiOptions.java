package io.mesosframework.reference;

import io.mesosframework.server.Access;
import io.mesosframework.server.MesosServer;
import io.mesosframework.server.MesosServerBuilder;
import io.mesosframework.server.Route;
import io.mesosframework.server.ServerCertificate;
import io.mesosframework.server.ServerException;
import io.mesosframework.server.api.ApiSource;
import io.mesosframework.server.api.FrameworkServing;
import io.mesosframework.server.artifacts.ArtifactFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flags of the API and the files that {@code mesosfw run} serves. */
final class ApiOptions {

    private static final Pattern ADDRESS =
            Pattern.compile("\\[([0-9a-fA-F:.]+)]:(\\d{1,5})|([^:\\[\\]\\s/]+):(\\d{1,5})");
    private static final Pattern URL = Pattern.compile("https?://[^/?#\\s@]+");

    @Option(
            names = "--listen",
            paramLabel = "HOST:PORT",
            description = "Serve the API there; port 0 takes a free one, which is told.")
    @Nullable
    String listen;

    @Option(
            names = "--api-token-file",
            paramLabel = "FILE",
            description = "With --listen, a file that holds the token that clients of the API show.")
    @Nullable
    Path tokenFile;

    @Option(
            names = "--api-cert",
            paramLabel = "FILE",
            description = "With --listen, serve by https, with this certificate (PEM); with --api-key.")
    @Nullable
    Path certificate;

    @Option(
            names = "--api-key",
            paramLabel = "FILE",
            description = "The private key of --api-cert: PEM, without a password.")
    @Nullable
    Path key;

    @Option(
            names = "--insecure",
            description = "With --listen, let other hosts in without --api-cert or without --api-token-file.")
    boolean insecure;

    @Option(
            names = "--advertise",
            paramLabel = "URL",
            description = "With --listen, where others reach the API, such as http://host:port (where it listens).")
    @Nullable
    String advertise;

    @Option(
            names = "--executor",
            paramLabel = "FILE",
            description = "With --listen, serve this file at /executor, for agents to fetch: without a token.")
    @Nullable
    Path executor;

    @Option(
            names = "--artifacts",
            paramLabel = "FOLDER",
            description = "With --listen, serve the files in this folder below /artifacts/, as --executor's.")
    @Nullable
    Path artifacts;

    /** What is wrong, in words; empty where nothing is. */
    Optional<String> problem() {
        if (listen == null) {
            boolean isAlone = insecure
                    || Stream.of(tokenFile, certificate, key, advertise, executor, artifacts)
                            .anyMatch(Objects::nonNull);
            return isAlone
                    ? Optional.of("--api-token-file, --api-cert, --api-key, --insecure, --advertise, --executor and"
                            + " --artifacts go with --listen, which is missing")
                    : Optional.empty();
        }
        if (address(listen).isEmpty()) {
            return Optional.of("--listen is host:port, such as 127.0.0.1:8080 or [::1]:0, not '" + listen + "'");
        }
        if ((certificate == null) != (key == null)) {
            return Optional.of("--api-cert and --api-key go together");
        }
        if (advertise != null && !URL.matcher(advertise).matches()) {
            return Optional.of("--advertise is a URL such as http://host:port, not '" + advertise + "'");
        }
        if (executor != null && !Files.isRegularFile(executor)) {
            return Optional.of("--executor " + executor + ": there is no such file");
        }
        if (artifacts != null && !Files.isDirectory(artifacts)) {
            return Optional.of("--artifacts " + artifacts + ": there is no such folder");
        }
        return Optional.empty();
    }

    private record Address(String host, int port) {}

    private static Optional<Address> address(String text) {
        Matcher matcher = ADDRESS.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String host = matcher.group(1) != null ? matcher.group(1) : matcher.group(3);
        int port = Integer.parseInt(matcher.group(2) != null ? matcher.group(2) : matcher.group(4));
        return port > 65535 ? Optional.empty() : Optional.of(new Address(host, port));
    }

    /**
     * Serves the framework and the files.
     *
     * @throws BadInputException if they may not or cannot be served as the flags say
     */
    MesosServer serve(FrameworkServing serving, ApiSource source) {
        Address address =
                Optional.ofNullable(listen).flatMap(ApiOptions::address).orElseThrow();
        MesosServerBuilder builder = serving.mount(MesosServer.builder(), source)
                .listen(address.host(), address.port())
                .insecure(insecure)
                .routes(files());
        if (certificate != null && key != null) {
            builder.tls(new ServerCertificate(certificate, key));
        }
        if (tokenFile != null) {
            builder.access(Access.open().token(SecretFile.token("--api-token-file", tokenFile)));
        }
        try {
            return builder.start();
        } catch (IllegalArgumentException e) {
            throw new BadInputException(
                    "--listen " + listen + ": " + e.getMessage() + " (--api-cert, --api-token-file, --insecure)");
        } catch (ServerException e) {
            throw new BadInputException("--listen " + listen + ": " + e.getMessage());
        }
    }

    private List<Route> files() {
        ArtifactFiles files = ArtifactFiles.none();
        if (executor != null) {
            files = files.file("/executor", executor);
        }
        if (artifacts != null) {
            files = files.folder("/artifacts", artifacts);
        }
        return files.routes();
    }

    /** How others reach it. */
    String address(MesosServer server) {
        return advertise != null ? advertise : server.uri().toString();
    }
}
