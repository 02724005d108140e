package io.mesosframework.reference;

import io.mesosframework.embedded.EmbeddedMesos;
import io.mesosframework.http.Credentials;
import io.mesosframework.scheduler.Framework;
import io.mesosframework.scheduler.FrameworkBuilder;
import io.mesosframework.scheduler.application.Application;
import io.mesosframework.sqlite.SqliteStorage;
import io.mesosframework.storage.Storage;
import io.mesosframework.storage.election.Candidate;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code mesosfw run}. */
@Command(
        name = "run",
        description = "Runs applications on a Mesos, its own (--embedded) or a given one (--master).",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class RunCommand implements Callable<Integer> {

    private static final Duration WEEK = Duration.ofDays(7);

    @Mixin
    private final RunOptions options = new RunOptions();

    @Spec
    private @Nullable CommandSpec spec;

    private final EtcdOpening etcd = new EtcdOpening();

    @Override
    public Integer call() throws InterruptedException {
        List<String> problems = options.problems();
        if (!problems.isEmpty()) {
            throw new BadInputException(problems);
        }
        options.log.use();
        List<Application> applications = ApplicationFiles.read(options.apps, options.roles);
        Optional<Credentials.Basic> credentials = credentials();
        Terminal terminal = Terminal.of(spec, options.json);
        try (EndOfRun end = new EndOfRun();
                Storage storage = openStorage();
                @Nullable EmbeddedMesos embedded = startEmbedded()) {
            if (embedded != null) {
                end.atLast(embedded::close);
            }
            RunLoop run = new RunLoop(options, applications, credentials, terminal, end);
            boolean gpus = options.gpus
                    || applications.stream().anyMatch(of -> of.resources().gpus() > 0);
            List<String> at = embedded == null ? options.masters : List.of(embedded.master());
            try (Masters masters = Masters.of(at, options.tls.isOn(), run::note);
                    ServedApi api = ServedApi.start(options.api, instanceName())) {
                if (!api.address().isEmpty()) {
                    run.note("the API is at " + api.address());
                }
                FrameworkBuilder framework =
                        framework(storage, masters, credentials).gpus(gpus);
                return run.run(
                                api.heardBy(framework),
                                builder -> api.show(instance(builder, storage, api.address())),
                                where(embedded))
                        .number();
            }
        }
    }

    private Instance instance(FrameworkBuilder builder, Storage storage, String address) {
        return options.ha
                ? Instance.candidate(
                        builder, storage, options.name, new Candidate(instanceName(), address), options.lease())
                : Instance.alone(builder);
    }

    private String instanceName() {
        return options.instance != null
                ? options.instance
                : hostName() + ":" + ProcessHandle.current().pid();
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }

    private FrameworkBuilder framework(Storage storage, Masters masters, Optional<Credentials.Basic> credentials) {
        FrameworkBuilder builder = Framework.named(options.name)
                .masterDetector(masters)
                .roles(options.roles)
                .storage(storage)
                .failoverTimeout(failoverTimeout())
                .holdOffers(options.holdOffers);
        if (options.embedded) {
            // Its agents live in this process: what it does not know any more was of an earlier one.
            builder.replaceUnreachableAfter(Duration.ZERO);
        }
        if (options.user != null) {
            builder.user(options.user);
        }
        if (options.principal != null) {
            builder.principal(options.principal);
        }
        credentials.ifPresent(known -> builder.credentials(known.principal(), known.secret()));
        return builder;
    }

    private Duration failoverTimeout() {
        if (options.failoverTimeout != null) {
            return options.failoverTimeout;
        }
        return options.storage.equals("memory") ? Duration.ZERO : WEEK;
    }

    private Storage openStorage() {
        if (options.storage.startsWith("etcd:")) {
            return etcd.open(options.storage, UnaryOperator.identity());
        }
        return options.stateFile().<Storage>map(SqliteStorage::open).orElseGet(Storage::inMemory);
    }

    /** Not closed by the JVM's end itself: the framework would see its tasks fail meanwhile. */
    private @Nullable EmbeddedMesos startEmbedded() {
        return options.embedded
                ? EmbeddedMesos.builder()
                        .agents(options.agents())
                        .closedAtExit(false)
                        .start()
                : null;
    }

    private String where(@Nullable EmbeddedMesos embedded) {
        return embedded == null
                ? "Mesos at " + Masters.shown(options.masters)
                : "embedded Mesos at " + embedded.master() + " · " + options.agents()
                        + (options.agents() == 1 ? " agent" : " agents");
    }

    private Optional<Credentials.Basic> credentials() {
        if (options.principal == null || options.secretFile == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Credentials.Basic(options.principal, secret(options.secretFile)));
        } catch (IllegalArgumentException e) {
            throw new BadInputException("--principal with --secret-file: " + e.getMessage());
        }
    }

    private static String secret(Path file) {
        String secret = SecretFile.read("--secret-file", file);
        if (secret.isEmpty()) {
            throw new BadInputException("--secret-file " + file + " is empty");
        }
        return secret;
    }
}
