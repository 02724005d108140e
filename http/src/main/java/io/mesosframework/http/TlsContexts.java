package io.mesosframework.http;

import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Reads certificates and keys. */
final class TlsContexts {

    private TlsContexts() {}

    /**
     * @throws TlsException if a file cannot be read or holds no certificate or key
     */
    static SslContext client(ClientTls tls) {
        String files = "CA " + tls.ca() + ", certificate " + tls.certificate() + ", key " + tls.key();
        checkReadable(tls.ca());
        checkReadable(tls.certificate());
        checkReadable(tls.key());
        try {
            SslContextBuilder builder = SslContextBuilder.forClient().sslProvider(SslProvider.JDK);
            if (tls.ca() != null) {
                builder.trustManager(tls.ca().toFile());
            }
            if (tls.certificate() != null && tls.key() != null) {
                builder.keyManager(tls.certificate().toFile(), tls.key().toFile());
            }
            builder.endpointIdentificationAlgorithm(tls.verifyHost() ? "HTTPS" : null);
            return builder.build();
        } catch (SSLException | IllegalArgumentException e) {
            throw unusable(files, e);
        }
    }

    /**
     * @throws TlsException as {@link #client}
     */
    static SslContext server(ServerTls tls) {
        String files = "certificate " + tls.certificate() + ", key " + tls.key() + ", CA of clients " + tls.clientCa();
        checkReadable(tls.certificate());
        checkReadable(tls.key());
        checkReadable(tls.clientCa());
        try {
            SslContextBuilder builder = SslContextBuilder.forServer(
                            tls.certificate().toFile(), tls.key().toFile())
                    .sslProvider(SslProvider.JDK);
            if (tls.clientCa() != null) {
                builder.trustManager(tls.clientCa().toFile()).clientAuth(ClientAuth.REQUIRE);
            }
            return builder.build();
        } catch (SSLException | IllegalArgumentException e) {
            throw unusable(files, e);
        }
    }

    private static void checkReadable(@Nullable Path file) {
        if (file != null && !Files.isReadable(file)) {
            throw new TlsException("Cannot read " + file + ", which TLS needs: is it there, and readable?", null);
        }
    }

    private static TlsException unusable(String files, Exception cause) {
        return new TlsException(
                "TLS cannot be set up with these files, which must be PEM, the key in PKCS#8 without a password ("
                        + files + "): " + cause.getMessage(),
                cause);
    }
}
