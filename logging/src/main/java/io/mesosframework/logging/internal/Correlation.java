package io.mesosframework.logging.internal;

import io.mesosframework.logging.MlogIdentity;
import java.util.ServiceLoader;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.slf4j.spi.SLF4JServiceProvider;

/** The correlation id of a line. */
public final class Correlation {

    /** The key in the MDC where nothing else is said. */
    public static final String KEY = "correlationId";

    private Correlation() {}

    /**
     * What SLF4J's MDC has under that key. Without a provider of SLF4J there is none, and it is not asked: SLF4J would complain of it on
     * a stream that is ours.
     */
    public static Supplier<@Nullable String> ofMdc() {
        boolean provided = System.getProperty(LoggerFactory.PROVIDER_PROPERTY_KEY) != null
                || ServiceLoader.load(SLF4JServiceProvider.class, LoggerFactory.class.getClassLoader()).stream()
                        .findAny()
                        .isPresent();
        return provided ? () -> MDC.get(KEY) : () -> null;
    }

    /** The identity with what the MDC says; unchanged where it says nothing. */
    public static MlogIdentity of(MlogIdentity identity, @Nullable String found) {
        return found == null || found.isEmpty() ? identity : identity.withCorrelationId(found);
    }
}
