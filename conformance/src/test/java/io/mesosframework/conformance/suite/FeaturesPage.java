package io.mesosframework.conformance.suite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** docs/features.md: what there is, one line a test that shows it on a Mesos. */
final class FeaturesPage {

    private static final Pattern TEST = Pattern.compile(
            "(?s)@(?:Parameterized)?Test\\b(?:(?!\\n    @(?:Parameterized)?Test\\b).)*?\\n +void (\\w+)\\(");
    private static final Pattern TITLE = Pattern.compile("(?s)@Scenario\\(\\s*title =(.*?),\\s*shows =(.*?\")\\s*\\)");
    private static final Pattern LITERAL = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");

    private final Path root;
    private final List<Scenario> scenarios;

    FeaturesPage(Path root, List<Scenario> scenarios) {
        this.root = root;
        this.scenarios = scenarios;
    }

    /** The components, and whose tests show what they can do; a folder stands for all classes in it. */
    private static Map<String, List<String>> components() {
        Map<String, List<String>> components = new LinkedHashMap<>();
        String here = "conformance/src/test/java/io/mesosframework/conformance/";
        components.put(
                "Applications and their tasks",
                List.of(here + "mainjob/MainJob.java", here + "mainjob/MainJobOnRealMesosTest.java"));
        components.put(
                "Failures",
                List.of(
                        here + "mainjob/KilledFramework.java",
                        here + "mainjob/HookedKillsTest.java",
                        here + "mainjob/MasterFailoverOnRealMesosTest.java",
                        here + "mainjob/AgentLossOnRealMesosTest.java"));
        components.put(
                "Fields of applications",
                List.of(
                        here + "mainjob/EveryFieldOnRealMesosTest.java",
                        here + "mainjob/FieldEffectsOnRealMesosTest.java",
                        here + "mainjob/AgentResources.java"));
        components.put("Placement", List.of(here + "mainjob/AgentPlacement.java", here + "mainjob/HeldOffers.java"));
        components.put(
                "Reservations and persistent volumes",
                List.of(here + "mainjob/StatefulJob.java", here + "mainjob/KeptDisks.java"));
        components.put("Groups of tasks", List.of(here + "mainjob/GroupsOnRealMesosTest.java"));
        components.put(
                "Executors of one's own",
                List.of(here + "mainjob/OwnExecutor.java", here + "mainjob/ExecutorFaults.java"));
        components.put("Framework and scheduler", List.of("scheduler/src/test/java/io/mesosframework/scheduler"));
        components.put(
                "High availability",
                List.of(
                        here + "mainjob/RandomKillsOnRealMesosTest.java",
                        here + "ha/CandidacyTest.java",
                        "storage/etcd/src/test/java/io/mesosframework/etcd/EtcdFaultsTest.java"));
        components.put(
                "The API",
                List.of(
                        here + "mainjob/ByCurl.java",
                        here + "mainjob/AppVerbs.java",
                        "server/src/test/java/io/mesosframework/server/api"));
        components.put("Security", List.of(here + "mainjob/FrameworkOverTlsTest.java"));
        components.put(
                "Parts of one's own", List.of(here + "own/OwnPartsTest.java", here + "own/TwoFrameworksTest.java"));
        components.put("Examples", List.of(here + "examples/Examples.java"));
        components.put("mesosfw", List.of(here + "mainjob/MesosfwRun.java", here + "mainjob/MesosfwFaceTest.java"));
        components.put("Testing", List.of("testing/src/test/java/io/mesosframework/testing/mesos"));
        components.put(
                "Leaders in ZooKeeper",
                List.of(
                        here + "mainjob/ZooKeeperOnEmbeddedMesosTest.java",
                        here + "mainjob/ZooKeeperMastersOnRealMesosTest.java",
                        "storage/zookeeper/src/test/java/io/mesosframework/zookeeper/ZooKeeperMastersTest.java",
                        "embedded/zookeeper/src/test/java/io/mesosframework/embedded/zookeeper/ZooKeeperElectionTest.java"));
        return components;
    }

    String text() throws IOException {
        StringBuilder page = new StringBuilder("""
                # Features

                Made from the titles and names of tests by `FeaturesPageTest`; do not edit. Each line is something that a test sees on an
                embedded Mesos, a real one, or both. The parts of the house beneath, which no Mesos is needed for, have tests of their own.
                """);
        for (Map.Entry<String, List<String>> component : components().entrySet()) {
            page.append("\n## ").append(component.getKey()).append("\n\n");
            for (String place : component.getValue()) {
                for (Path file : files(root.resolve(place))) {
                    lines(file).forEach(line -> page.append("* ").append(line).append('\n'));
                }
            }
        }
        page.append(
                        "\n## The embedded Mesos\n\nEach of these leaves the same record on it and on a real Mesos 1.11.0 (`")
                .append(
                        "EmbeddedConformanceTest`, `RealConformanceTest`);\n[conformance.md](conformance.md) has what differs.\n");
        Map<String, List<Scenario>> books = new LinkedHashMap<>();
        scenarios.forEach(scenario -> books.computeIfAbsent(subject(scenario), name -> new ArrayList<>())
                .add(scenario));
        books.forEach((subject, ofIt) -> {
            page.append("\n### ").append(subject).append("\n\n");
            ofIt.forEach(scenario -> page.append("* ")
                    .append(scenario.title())
                    .append(" (`")
                    .append(scenario.id())
                    .append("`)\n"));
        });
        return page.toString();
    }

    private static List<Path> files(Path place) throws IOException {
        if (Files.isRegularFile(place)) {
            return List.of(place);
        }
        try (Stream<Path> files = Files.list(place)) {
            return files.filter(file -> file.toString().endsWith("Test.java"))
                    .sorted()
                    .toList();
        }
    }

    private static List<String> lines(Path file) throws IOException {
        List<String> lines = new ArrayList<>();
        String source = Files.readString(file);
        String name = file.getFileName().toString().replace(".java", "");
        Matcher test = TEST.matcher(source);
        while (test.find()) {
            int from = Math.max(0, source.lastIndexOf("\n\n", test.start()));
            Matcher title = TITLE.matcher(source.substring(from, test.end()));
            String what =
                    title.find() ? literal(title.group(1)) + ": " + literal(title.group(2)) : words(test.group(1));
            lines.add(what + " (`" + name + "#" + test.group(1) + "`)");
        }
        return lines;
    }

    /** The text of string literals that are added up. */
    private static String literal(String code) {
        StringBuilder text = new StringBuilder();
        LITERAL.matcher(code).results().forEach(part -> text.append(part.group(1)));
        return text.toString().translateEscapes();
    }

    /** A test's name as a sentence. */
    private static String words(String name) {
        String text = name.replaceAll("(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ");
        String lower = Stream.of(text.split(" "))
                .map(word -> word.length() > 1 && word.equals(word.toUpperCase(Locale.ROOT))
                        ? word
                        : word.toLowerCase(Locale.ROOT))
                .reduce((one, next) -> one + " " + next)
                .orElse("");
        return lower.substring(0, 1).toUpperCase(Locale.ROOT) + lower.substring(1);
    }

    private static String subject(Scenario scenario) {
        return words(scenario.source().file().replaceAll(".*/|\\.java", "").replaceAll("Scenarios$", ""));
    }
}
