package io.mesosframework.etcd;

import io.grpc.Status;
import io.mesosframework.storage.StorageException;
import io.mesosframework.storage.StorageException.Kind;
import io.mesosframework.utils.Futures;
import java.util.Locale;

/** What etcd and the way to it say, in our words. */
final class EtcdErrors {

    private EtcdErrors() {}

    private static String words(Throwable error) {
        StringBuilder words = new StringBuilder();
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            words.append(words.isEmpty() ? "" : "; ").append(cause.getMessage());
        }
        return words.toString();
    }

    static boolean isLeaseLost(Throwable error) {
        return words(error).contains("requested lease not found");
    }

    /** Whether trying again may help. */
    static boolean isPassing(Throwable error) {
        StorageException meaning = translate("", error, false);
        return meaning.kind() == Kind.UNAVAILABLE
                && !meaning.outcomeUnknown()
                && !isLeaseLost(error)
                && !words(error).contains("database space exceeded");
    }

    /** Members forget tokens when they start anew, and after some minutes; the client asks for another before the next attempt. */
    private static boolean isTokenOld(String words) {
        return words.contains("invalid auth token") || words.contains("revision of auth store is old");
    }

    static StorageException translate(String who, Throwable error, boolean outcomeUnknown) {
        Throwable cause = Futures.cause(error);
        if (cause instanceof StorageException ours) {
            return ours;
        }
        String words = words(cause);
        String lower = words.toLowerCase(Locale.ROOT);
        Status.Code code = Status.fromThrowable(cause).getCode();
        if ((code == Status.Code.UNAUTHENTICATED && !isTokenOld(lower))
                || code == Status.Code.PERMISSION_DENIED
                || lower.contains("authentication failed")
                || lower.contains("permission denied")
                || lower.contains("user name is empty")
                || lower.contains("certificate")
                || lower.contains("pkix")) {
            return new StorageException(
                    Kind.DENIED,
                    false,
                    who + " does not let us in, or is not trusted; check user, password and certificates (" + words
                            + ")",
                    cause);
        }
        if (lower.contains("database space exceeded")) {
            return new StorageException(
                    Kind.UNAVAILABLE,
                    outcomeUnknown,
                    who + " has no space left: compact and defragment it, or raise its quota (" + words + ")",
                    cause);
        }
        if (lower.contains("request is too large") || lower.contains("too many operations")) {
            return new StorageException(
                    Kind.INVALID,
                    false,
                    who
                            + " takes no transaction as large: commit it in parts, or raise --max-request-bytes and --max-txn-ops ("
                            + words + ")",
                    cause);
        }
        return new StorageException(
                Kind.UNAVAILABLE,
                outcomeUnknown,
                who + " cannot be reached, or has no quorum"
                        + (outcomeUnknown ? "; whether the commit was made is unknown" : "") + " (" + words + ")",
                cause);
    }
}
