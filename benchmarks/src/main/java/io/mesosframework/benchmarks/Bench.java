package io.mesosframework.benchmarks;

import io.mesosframework.benchmarks.micro.DeadlinesKept;
import io.mesosframework.benchmarks.micro.HistoryAndRanges;
import io.mesosframework.benchmarks.micro.LogLines;
import io.mesosframework.benchmarks.micro.RecordDecoding;
import io.mesosframework.benchmarks.micro.TableRows;
import io.mesosframework.testing.etcd.EtcdCluster;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Runs every benchmark, each in processes of its own, prints a table and writes JSON. A missed goal is said and does not
 * fail the run; nor does a part that cannot be measured here, whose reason is said.
 */
public final class Bench {

    private static final String[] HEAP = {"-Xms512m", "-Xmx512m"};

    private final Path root;
    private final boolean quick;
    private final String only;
    private final Report report = new Report();

    private Bench(Path root, boolean quick, String only) {
        this.root = root;
        this.quick = quick;
        this.only = only;
    }

    /**
     * Arguments: the project's directory, perhaps {@code --quick}, for few rounds that prove nothing, and perhaps {@code --only
     * WORDS}, for the parts whose names have these words in them.
     */
    public static void main(String[] args) throws Exception {
        List<String> options = List.of(args).subList(1, args.length);
        int only = options.indexOf("--only");
        Bench bench = new Bench(
                Path.of(args[0]),
                options.contains("--quick"),
                only >= 0 && only + 1 < options.size() ? options.get(only + 1) : "");
        bench.part(EventStream.PART, bench::eventStream);
        bench.part(BindingsParse.PART, bench::bindings);
        bench.part(
                OfferToAccept.PART,
                () -> bench.java(OfferToAccept.class, bench.few("50", "3000"), bench.few("100", "2000")));
        bench.part(EmbeddedStart.PART, () -> bench.java(EmbeddedStart.class, bench.few("3", "20")));
        bench.part(VirtualHour.PART, () -> bench.java(VirtualHour.class, bench.few("1", "20")));
        bench.part(
                EmbeddedScale.PART,
                () -> bench.java(EmbeddedScale.class, bench.few("100", "10000"), bench.few("10", "10")));
        bench.part(PlacementScale.PART, () -> bench.java(PlacementScale.class, bench.few("100", "1")));
        bench.part(
                PlacementPeers.PART,
                () -> PlacementPeers.measure(bench.apacheJars(), bench.quick).forEach(bench.report::add));
        bench.part(LaunchRate.PART, () -> bench.java(LaunchRate.class, bench.few("10", "1000")));
        bench.part(
                StatusRate.PART,
                () -> bench.java(
                        StatusRate.class, bench.few("1000", "20000"), bench.few("1", "45"), bench.few("2", "60")));
        bench.part(
                ApiLoad.PART,
                () -> bench.java(ApiLoad.class, bench.few("20", "500"), bench.few("1", "20"), bench.few("1", "30")));
        bench.part(DurableStatuses.SQLITE, () -> bench.durable(DurableStatuses.SQLITE));
        bench.part(DurableStatuses.ETCD, () -> bench.onEtcd(() -> bench.durable(DurableStatuses.ETCD)));
        bench.part(SlotHeap.PART, () -> bench.java(SlotHeap.class, bench.few("2000", "200000")));
        bench.part(
                SlotRestart.SQLITE, () -> bench.java(SlotRestart.class, SlotRestart.SQLITE, bench.few("20", "1000")));
        bench.part(
                SlotRestart.ETCD,
                () -> bench.onEtcd(() -> bench.java(SlotRestart.class, SlotRestart.ETCD, bench.few("20", "1000"))));
        bench.part(
                RealLaunchPeers.PART,
                () -> RealLaunchPeers.measure(bench.root, bench.quick).forEach(bench.report::add));
        bench.part(FirstTask.PART, () -> bench.report.add(FirstTask.measure(bench.root, bench.quick ? 1 : 3)));
        bench.part(
                Failover.PART,
                () -> bench.onEtcd(
                        () -> Failover.measure(bench.root, bench.quick ? 1 : 5).forEach(bench.report::add)));
        bench.part(RecordDecoding.PART, () -> bench.java(RecordDecoding.class, bench.few("1", "3")));
        bench.part(DeadlinesKept.PART, () -> bench.java(DeadlinesKept.class, bench.few("1", "3")));
        bench.part(TableRows.PART, () -> bench.java(TableRows.class, bench.few("1", "3")));
        bench.part(HistoryAndRanges.PART, () -> bench.java(HistoryAndRanges.class, bench.few("1", "3")));
        bench.part(LogLines.PART, () -> bench.java(LogLines.class, bench.few("1", "3")));
        System.out.print(bench.report.table());
        if (bench.quick) {
            System.out.println("--quick: too few rounds for any figure to mean something");
        }
        Path json = bench.root.resolve("build/bench/results.json");
        bench.report.writeJson(json);
        System.out.println("written to " + bench.root.relativize(json));
    }

    /** Something to measure. */
    private interface Part {
        void run() throws Exception;
    }

    private void part(String name, Part part) {
        if (!name.contains(only)) {
            return;
        }
        System.err.println("measuring: " + name);
        try {
            part.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            report.skip(name, "interrupted");
        } catch (Exception e) {
            report.skip(name, String.valueOf(e.getMessage()));
        }
    }

    /** Apache's own bindings with the protobuf that they are made with. */
    private Path apacheJars() {
        return root.resolve("protocol/descriptors/target/mesos-1.11.0");
    }

    private String few(String ifQuick, String inEarnest) {
        return quick ? ifQuick : inEarnest;
    }

    // ---- the parts ----

    private void durable(String part) throws IOException, InterruptedException {
        java(DurableStatuses.class, part, few("1000", "20000"), few("1", "10"), few("2", "60"));
    }

    private void onEtcd(Part part) throws Exception {
        String obstacle = EtcdCluster.obstacle().orElse("");
        if (!obstacle.isEmpty()) {
            throw new IOException(obstacle);
        }
        part.run();
    }

    private void eventStream() throws Exception {
        Process server =
                jvm(EventServer.class, List.of("-Xmx128m", "-XX:+UseSerialGC")).start();
        try (BufferedReader lines = server.inputReader()) {
            String served = lines.readLine();
            if (served == null) {
                throw new IOException("the server did not start");
            }
            java(EventStream.class, few("1", "7"), few("20000", "300000"), served);
            Map<Cut, String> masters = EventServer.masters(served);
            part(MesosGo.PART, () -> MesosGo.measure(root, masters, quick).forEach(report::add));
        } finally {
            end(server);
        }
    }

    /** A B C A B C: the rounds of the ways alternate. */
    private void bindings() throws Exception {
        Path apache = apacheJars();
        Map<BindingsParse.Kind, List<double[]>> all = new EnumMap<>(BindingsParse.Kind.class);
        for (int round = 0; round < (quick ? 1 : 5); round++) {
            for (BindingsParse.Kind kind : BindingsParse.Kind.values()) {
                String line = lines(BindingsParse.class, kind.name(), "10", few("2000", "100000"), apache.toString())
                        .get(0);
                double[] use = Arrays.stream(line.split(" "))
                        .mapToDouble(Double::parseDouble)
                        .toArray();
                all.computeIfAbsent(kind, ignored -> new ArrayList<>()).add(use);
            }
        }
        all.forEach((kind, uses) -> {
            double nanos = Numbers.median(uses, use -> use[0]);
            report.add(Figure.of(BindingsParse.PART, kind.words + ": CPU", nanos / 1000, "us/event"));
            report.add(Figure.of(BindingsParse.PART, kind.words, 1e9 / nanos, "events/CPU-s"));
            report.add(Figure.of(
                    BindingsParse.PART,
                    kind.words + ": allocated",
                    Numbers.median(uses, use -> use[1]),
                    "bytes/event"));
        });
    }

    // ---- processes ----

    private void java(Class<?> main, String... arguments) throws IOException, InterruptedException {
        for (String line : lines(main, arguments)) {
            Figure.parse(line).ifPresent(report::add);
        }
    }

    private static List<String> lines(Class<?> main, String... arguments) throws IOException, InterruptedException {
        Process process = jvm(main, List.of(HEAP), arguments).start();
        try (BufferedReader out = process.inputReader()) {
            List<String> lines = out.lines().toList();
            int exit = process.waitFor();
            if (exit != 0) {
                throw new IOException(main.getSimpleName() + " ended with " + exit);
            }
            return lines;
        } finally {
            end(process);
        }
    }

    static ProcessBuilder jvm(Class<?> main, List<String> options, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of(
                "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    }

    static void end(Process process) throws InterruptedException {
        process.destroy();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }
}
