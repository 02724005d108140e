package io.mesosframework.server;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** Reads certificate and key. */
final class Pem {

    private static final Pattern KEY =
            Pattern.compile("-----BEGIN (RSA |)PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END (RSA |)PRIVATE KEY-----");

    /** SEQUENCE of the OID of RSA and NULL. */
    private static final byte[] OF_RSA = {
        0x30, 0x0d, 6, 9, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 1, 1, 1, 5, 0
    };

    private Pem() {}

    /** @throws ServerException if a file cannot be read, or does not hold what it should */
    static SSLContext context(ServerCertificate files) {
        String text = read(files.key());
        byte[] chain = read(files.certificate()).getBytes(StandardCharsets.ISO_8859_1);
        try {
            Collection<? extends Certificate> certificates =
                    CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(chain));
            if (certificates.isEmpty()) {
                throw new ServerException(files.certificate() + " holds no certificate in PEM", null);
            }
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            char[] none = new char[0];
            PrivateKey key = key(files.key(), text);
            requirePair(files, key, certificates.iterator().next());
            store.setKeyEntry("server", key, none, certificates.toArray(Certificate[]::new));
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, none);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new ServerException(
                    "TLS cannot be set up with certificate " + files.certificate() + " and key " + files.key() + ": "
                            + e.getMessage(),
                    e);
        }
    }

    /** Else it would start, and every client's handshake fail. */
    private static void requirePair(ServerCertificate files, PrivateKey key, Certificate certificate)
            throws GeneralSecurityException {
        String algorithm = switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> "EdDSA";
        };
        byte[] some = {1, 2, 3};
        Signature signer = Signature.getInstance(algorithm);
        signer.initSign(key);
        signer.update(some);
        byte[] signed = signer.sign();
        boolean isPair;
        try {
            Signature verifier = Signature.getInstance(algorithm);
            verifier.initVerify(certificate.getPublicKey());
            verifier.update(some);
            isPair = verifier.verify(signed);
        } catch (InvalidKeyException | SignatureException e) {
            isPair = false; // not even of one kind
        }
        if (!isPair) {
            throw new ServerException(
                    "The key in " + files.key() + " is not that of the first certificate in " + files.certificate(),
                    null);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new ServerException("Cannot read " + file + ", which TLS needs: is it there, and readable?", e);
        }
    }

    private static PrivateKey key(Path file, String text) throws GeneralSecurityException {
        Matcher matcher = KEY.matcher(text);
        if (!matcher.find()) {
            throw new ServerException(file + " holds no private key in PEM without a password", null);
        }
        byte[] der = Base64.getMimeDecoder().decode(matcher.group(2));
        PKCS8EncodedKeySpec spec = new PKCS8EncodedKeySpec(matcher.group(1).isEmpty() ? der : wrapped(der));
        InvalidKeySpecException why = new InvalidKeySpecException();
        for (String algorithm : List.of("RSA", "EC", "EdDSA")) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(spec);
            } catch (InvalidKeySpecException e) {
                why = e; // of another kind
            }
        }
        throw new ServerException(file + " holds a private key that is none of RSA, EC or Ed25519", why);
    }

    /** PKCS#1 as PKCS#8. */
    private static byte[] wrapped(byte[] pkcs1) {
        ByteArrayOutputStream inner = new ByteArrayOutputStream();
        inner.writeBytes(new byte[] {2, 1, 0});
        inner.writeBytes(OF_RSA);
        inner.writeBytes(der(4, pkcs1));
        return der(0x30, inner.toByteArray());
    }

    private static byte[] der(int tag, byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        if (content.length < 128) {
            out.write(content.length);
        } else {
            byte[] length = BigInteger.valueOf(content.length).toByteArray();
            int zeros = length[0] == 0 ? 1 : 0;
            out.write(0x80 | (length.length - zeros));
            out.write(length, zeros, length.length - zeros);
        }
        out.writeBytes(content);
        return out.toByteArray();
    }
}
