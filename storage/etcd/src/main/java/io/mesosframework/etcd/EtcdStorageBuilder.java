package io.mesosframework.etcd;

import io.etcd.jetcd.Client;
import io.etcd.jetcd.ClientBuilder;
import io.grpc.netty.GrpcSslContexts;
import io.mesosframework.storage.StorageException;
import io.mesosframework.storage.StorageException.Kind;
import io.netty.handler.ssl.SslContextBuilder;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Which etcd {@link EtcdStorage} is to use, and how it gets in. For one thread. */
public final class EtcdStorageBuilder {

    private static final Pattern TEXT = Pattern.compile("etcd:(https?)://(?:([^:@/,\\s]+):([^@/,\\s]*)@)?"
            + "([^/,@?\\s]+:\\d+(?:,(?:\\1://)?[^/,@?\\s]+:\\d+)*)(?:/([^?\\s]*))?(?:\\?(\\S+))?");
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(3);
    private static final int LARGEST_ANSWER = 1 << 30;

    private final List<String> endpoints;
    private String namespace = "mesos/";
    private @Nullable String user;
    private String password = "";
    private @Nullable Path authority;
    private @Nullable Path certificate;
    private @Nullable Path key;
    private boolean readOnly;

    EtcdStorageBuilder(List<String> endpoints) {
        this.endpoints = List.copyOf(endpoints);
    }

    /** What all keys begin with, {@code mesos/} by default; may be empty. */
    public EtcdStorageBuilder namespace(String prefix) {
        this.namespace = prefix;
        return this;
    }

    /** A user of etcd's own. Over {@code http://} anyone on the way can read the password. */
    public EtcdStorageBuilder user(String name, String secret) {
        this.user = name;
        this.password = secret;
        return this;
    }

    /** A file in PEM with the certificates to trust for {@code https://}; by default those that Java trusts. */
    public EtcdStorageBuilder trust(Path certificates) {
        this.authority = certificates;
        return this;
    }

    /** Files in PEM with the certificate to show to etcd, and its key in PKCS #8 without a password. */
    public EtcdStorageBuilder certificate(Path chain, Path privateKey) {
        this.certificate = chain;
        this.key = privateKey;
        return this;
    }

    /**
     * Makes and changes nothing in etcd: a namespace of which there is nothing is as an empty one, commits and leases are {@code UNSUPPORTED}, and so permission to
     * read suffices.
     */
    public EtcdStorageBuilder readOnly() {
        this.readOnly = true;
        return this;
    }

    /**
     * Connects.
     *
     * @throws StorageException as {@link EtcdStorage#connect(List, String)}, or {@code INVALID} if a file cannot be used or the endpoints are not all
     *     {@code https://} where certificates are given
     */
    public EtcdStorage connect() {
        return EtcdStorage.connect(
                new RenewedClient(builder()::build), "The etcd " + String.join(",", endpoints), namespace, readOnly);
    }

    private ClientBuilder builder() {
        ClientBuilder builder = Client.builder()
                .endpoints(endpoints.toArray(new String[0]))
                .connectTimeout(CONNECT_LIMIT)
                .keepaliveTime(Duration.ofSeconds(10))
                .keepaliveTimeout(CONNECT_LIMIT)
                .retryMaxAttempts(0)
                // So that a request fails for the reason why there is no connection.
                .waitForReady(false)
                .maxInboundMessageSize(LARGEST_ANSWER);
        if (user != null) {
            builder.user(EtcdKeys.bytes(user)).password(EtcdKeys.bytes(password));
        }
        long secure =
                endpoints.stream().filter(url -> url.startsWith("https://")).count();
        if (secure == 0 && authority == null && certificate == null) {
            return builder;
        }
        if (secure < endpoints.size()) {
            throw invalid("With certificates every endpoint is https://, not " + String.join(",", endpoints), null);
        }
        try {
            SslContextBuilder tls = GrpcSslContexts.forClient();
            if (authority != null) {
                tls.trustManager(authority.toFile());
            }
            if (certificate != null && key != null) {
                tls.keyManager(certificate.toFile(), key.toFile());
            }
            return builder.sslContext(tls.build());
        } catch (SSLException | IllegalArgumentException e) {
            throw invalid("The certificates or the key cannot be used: " + e.getMessage(), e);
        }
    }

    private static StorageException invalid(String message, @Nullable Throwable cause) {
        return new StorageException(Kind.INVALID, false, message, cause);
    }

    /** The text is not shown, as it may hold a password. */
    static EtcdStorageBuilder parse(String text) {
        Matcher form = TEXT.matcher(text);
        if (!form.matches()) {
            throw invalid(
                    "An etcd is named as etcd:https://user:password@host:port,host:port/namespace?ca=FILE&cert=FILE&key=FILE",
                    null);
        }
        String scheme = form.group(1) + "://";
        EtcdStorageBuilder builder = new EtcdStorageBuilder(
                Stream.of(form.group(4).replace(scheme, "").split(",", -1))
                        .map(host -> scheme + host)
                        .toList());
        String path = form.group(5) == null ? "" : form.group(5);
        if (!path.isEmpty()) {
            builder.namespace(path.endsWith("/") ? path : path + "/");
        }
        if (form.group(2) != null) {
            builder.user(decode(form.group(2)), decode(form.group(3)));
        }
        if (form.group(6) != null) {
            for (String option : form.group(6).split("&", -1)) {
                builder.option(option);
            }
            if ((builder.certificate == null) != (builder.key == null)) {
                throw invalid("An etcd's cert and key go together", null);
            }
        }
        return builder;
    }

    private void option(String option) {
        int equals = option.indexOf('=');
        String name = equals < 0 ? option : option.substring(0, equals);
        Path file = Path.of(equals < 0 ? "" : decode(option.substring(equals + 1)));
        switch (name) {
            case "ca" -> authority = file;
            case "cert" -> certificate = file;
            case "key" -> key = file;
            default -> throw invalid("An etcd takes ca, cert and key, not '" + name + "'", null);
        }
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw invalid("In an etcd's user, password and files a % stands before two hexadecimal digits", e);
        }
    }
}
