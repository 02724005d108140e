package io.mesosframework.conformance;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Tests that need a real Mesos. Where this machine cannot run one they are skipped with the reason, but with CI=true
 * they fail; either way {@code build/reports/real-parts.txt} tells.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Tag("real")
@ExtendWith(RealParts.class)
public @interface RealPart {
    /** What it is that runs on the real Mesos, as the report names it. */
    String value();
}
