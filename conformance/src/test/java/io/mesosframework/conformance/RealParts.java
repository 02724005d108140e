package io.mesosframework.conformance;

import io.mesosframework.testing.mesos.Rig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.DynamicTestInvocationContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.TestWatcher;
import org.opentest4j.TestAbortedException;

/** Runs, skips or fails the classes marked {@link RealPart}, and reports which it was and why. */
final class RealParts implements BeforeAllCallback, AfterAllCallback, TestWatcher, InvocationInterceptor {
    private static final Namespace NAMESPACE = Namespace.create(RealParts.class);

    private final Rig rig;
    private final Path report;
    private final boolean ci;

    RealParts() {
        this(
                Rig.find().orElseThrow(),
                Project.root().resolve("build/reports/real-parts.txt"),
                "true".equals(System.getenv("CI")));
    }

    RealParts(Rig rig, Path report, boolean ci) {
        this.rig = rig;
        this.report = report;
        this.ci = ci;
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        // Once a JVM: the same machine lacks the same things.
        Obstacle obstacle = context.getRoot()
                .getStore(NAMESPACE)
                .computeIfAbsent(Obstacle.class, key -> new Obstacle(obstacle()), Obstacle.class);
        obstacle.why().ifPresent(why -> refuse(title(context), why));
        context.getStore(NAMESPACE).put(Tally.class, new Tally());
    }

    @Override
    public void afterAll(ExtensionContext context) {
        Tally tally = context.getStore(NAMESPACE).get(Tally.class, Tally.class);
        if (tally != null) {
            report("ran: " + title(context) + ": " + tally.text());
        }
    }

    @Override
    public void testSuccessful(ExtensionContext context) {
        tally(context).succeeded.incrementAndGet();
    }

    @Override
    public void testFailed(ExtensionContext context, @Nullable Throwable cause) {
        tally(context).failed.incrementAndGet();
    }

    /** JUnit tells a TestWatcher nothing of the tests that a factory makes. */
    @Override
    public void interceptDynamicTest(
            Invocation<@Nullable Void> invocation, DynamicTestInvocationContext invoked, ExtensionContext context)
            throws Throwable {
        try {
            invocation.proceed();
            testSuccessful(context);
        } catch (Throwable e) {
            if (!(e instanceof TestAbortedException)) {
                testFailed(context, e);
            }
            throw e;
        }
    }

    /** Why no real Mesos can run here; empty when one can, and then its programs are built. */
    Optional<String> obstacle() {
        if (!ci) {
            Optional<String> missing = rig.check();
            if (missing.isPresent()) {
                return missing;
            }
        }
        try {
            rig.build();
            return Optional.empty();
        } catch (Rig.RigException e) {
            return Optional.of(String.valueOf(e.getMessage()).strip().replaceAll("\\s*\n\\s*", " "));
        }
    }

    /** Reports, then fails in CI and skips elsewhere. */
    void refuse(String title, String why) {
        if (ci) {
            report("failed: " + title + ": " + why);
            throw new IllegalStateException("In CI the real parts must run: " + why);
        }
        report("skipped: " + title + ": " + why);
        throw new TestAbortedException(why);
    }

    private void report(String line) {
        try {
            Files.createDirectories(report.getParent());
            Files.writeString(report, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String title(ExtensionContext context) {
        return Optional.ofNullable(context.getRequiredTestClass().getAnnotation(RealPart.class))
                .map(RealPart::value)
                .orElse(context.getDisplayName());
    }

    private static Tally tally(ExtensionContext context) {
        return Objects.requireNonNull(context.getStore(NAMESPACE).get(Tally.class, Tally.class));
    }

    private record Obstacle(Optional<String> why) {}

    private static final class Tally {
        private final Instant began = Instant.now();
        private final AtomicInteger succeeded = new AtomicInteger();
        private final AtomicInteger failed = new AtomicInteger();

        String text() {
            int all = succeeded.get() + failed.get();
            String failures = failed.get() == 0 ? "" : ", " + failed.get() + " FAILED";
            return all + " tests" + failures + ", "
                    + Duration.between(began, Instant.now()).toSeconds() + " s";
        }
    }
}
