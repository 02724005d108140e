package io.mesosframework.reference;

import io.mesosframework.scheduler.StorageReport;
import io.mesosframework.storage.Storage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code mesosfw storage verify}. */
@Command(
        name = "verify",
        description =
                "Tells what is stored of a framework, and whether this version can read all of it. Changes no record.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            " 0:all can be read",
            " 1:something cannot be read; the framework would not start",
            " 2:bad flags, or nothing is stored there of such a framework",
            " 3:the storage refused: it is open elsewhere, damaged or not to be had"
        })
final class StorageVerifyCommand implements Callable<Integer> {

    @Option(
            names = "--storage",
            paramLabel = "STORAGE",
            required = true,
            description =
                    "What to read: sqlite:FILE, which no framework may have open, and which is locked meanwhile, for which the"
                            + " user must be able to write it; or etcd:http[s]://... as for mesosfw run;"
                            + " of an etcd, also while a framework runs on it, and with permission to read.")
    private String storage = "";

    @Option(
            names = "--name",
            paramLabel = "NAME",
            defaultValue = "mesosfw",
            description = "The framework's name (${DEFAULT-VALUE}).")
    private String name = "mesosfw";

    @Option(names = "--json", description = "Write the report as one line of JSON.")
    private boolean json;

    @Mixin
    final ConfigOption config = new ConfigOption();

    @Spec
    private @Nullable CommandSpec spec;

    private final EtcdOpening etcd = new EtcdOpening();

    @Override
    public Integer call() {
        Terminal terminal = Terminal.of(spec, json);
        StorageReport report;
        try (Storage opened = StoredPlace.of(storage, etcd).open()) {
            report = StorageReport.of(opened, name);
            if (report.isEmpty()) {
                throw new BadInputException(
                        "--name " + name + ": nothing of this framework is stored there" + others(opened));
            }
        }
        StorageWords words = new StorageWords(storage, report);
        (json ? List.of(words.json()) : words.text())
                .forEach(line -> terminal.out().println(Words.withoutSecrets(Words.visible(line))));
        terminal.out().flush();
        if (terminal.isLost()) {
            throw new OutputException();
        }
        return (report.unreadable().isEmpty() ? ExitCode.GOAL_REACHED : ExitCode.UNREADABLE).number();
    }

    private static String others(Storage opened) {
        List<String> names = new ArrayList<>(StorageReport.frameworks(opened));
        return names.isEmpty() ? "" : "; there is " + String.join(", ", names);
    }
}
