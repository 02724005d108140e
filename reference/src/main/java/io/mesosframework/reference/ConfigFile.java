package io.mesosframework.reference;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * Flags from a YAML file: {@code --config FILE}, or {@code MESOSFW_CONFIG}. Its keys are the flags' names without the dashes before
 * them; what the line or the environment says wins. One file serves all commands: each takes what it knows, and the rest is noted.
 */
final class ConfigFile {

    private static final String FLAG = "--config";
    private static final int MAX_BYTES = 64 * 1024;

    private final CommandLine line;
    private final Map<String, String> environment;
    private final List<String> notes = new ArrayList<>();

    ConfigFile(CommandLine line, Map<String, String> environment) {
        this.line = line;
        this.environment = Map.copyOf(environment);
    }

    /**
     * The arguments with those of the file behind the command's name.
     *
     * @throws BadInputException with all that is wrong in the file
     */
    List<String> expand(String... arguments) {
        List<String> given = List.of(arguments);
        CommandLine command = line;
        int depth = 0;
        while (depth < given.size()) {
            CommandLine below = command.getSubcommands().get(given.get(depth));
            if (below == null) {
                break;
            }
            command = below;
            depth++;
        }
        String file = depth == 0 ? null : value(given);
        if (file == null) {
            return given;
        }
        Set<String> known = FlagNames.of(line);
        List<String> unused = new ArrayList<>();
        JsonNode settings = read(file);
        List<String> problems = new ArrayList<>();
        List<String> expanded = new ArrayList<>(given.subList(0, depth));
        for (Map.Entry<String, JsonNode> setting : settings.properties()) {
            String key = setting.getKey();
            if (!known.contains(key)) {
                problems.add(file + ": " + key + " is no flag of mesosfw" + didYouMean(key, known));
                continue;
            }
            List<String> values = values(setting.getValue());
            if (values == null) {
                problems.add(file + ": " + key + ": must be a text, a number, true or false, or a list of these");
                continue;
            }
            OptionSpec option = command.getCommandSpec().optionsMap().get("--" + key);
            if (option == null) {
                unused.add(key);
            } else if (!isSaid(option, given)) {
                values.forEach(value -> expanded.add(argument(option, value)));
            }
        }
        if (!problems.isEmpty()) {
            throw new BadInputException(problems);
        }
        note(file, command, unused);
        expanded.addAll(given.subList(depth, given.size()));
        return expanded;
    }

    /** A file of the environment is there for all commands, of which each uses some keys: of it only what looks like a slip is told. */
    private void note(String file, CommandLine command, List<String> unused) {
        boolean isForAll = file.equals(environment.get(EnvironmentDefaults.variable(FLAG)));
        Set<String> used = FlagNames.of(command);
        String words = unused.stream()
                .filter(key -> !isForAll || FlagNames.nearest(key, used).isPresent())
                .map(key -> key + didYouMean(key, used))
                .collect(Collectors.joining("; "));
        if (!words.isEmpty()) {
            notes.add(file + ": not used by '" + command.getCommandSpec().qualifiedName() + "': " + words);
        }
    }

    /** What the user should know, after {@link #expand}; nothing of it keeps the command from running. */
    List<String> notes() {
        return List.copyOf(notes);
    }

    private static String didYouMean(String key, Set<String> names) {
        return FlagNames.nearest(key, names)
                .map(name -> ": did you mean " + name + "?")
                .orElse("");
    }

    private @Nullable String value(List<String> given) {
        for (int i = 1; i < given.size(); i++) {
            if (given.get(i).startsWith(FLAG + "=")) {
                return given.get(i).substring(FLAG.length() + 1);
            }
            if (given.get(i).equals(FLAG) && i + 1 < given.size()) {
                return given.get(i + 1);
            }
        }
        return environment.get(EnvironmentDefaults.variable(FLAG));
    }

    private boolean isSaid(OptionSpec option, List<String> given) {
        return environment.containsKey(EnvironmentDefaults.variable(option.longestName()))
                || given.stream()
                        .anyMatch(argument -> Arrays.stream(option.names())
                                .anyMatch(name -> argument.equals(name) || argument.startsWith(name + "=")));
    }

    private static String argument(OptionSpec option, String value) {
        return option.longestName() + "=" + value;
    }

    /** Null where it is of another kind. */
    private static @Nullable List<String> values(JsonNode node) {
        List<JsonNode> nodes = node.isArray() ? node.valueStream().toList() : List.of(node);
        return nodes.stream().allMatch(JsonNode::isValueNode) && nodes.stream().noneMatch(JsonNode::isNull)
                ? nodes.stream().map(JsonNode::asString).toList()
                : null;
    }

    private static JsonNode read(String file) {
        try (InputStream in = Files.newInputStream(Path.of(file))) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new BadInputException(
                        file + ": is too long: a configuration has at most " + MAX_BYTES + " bytes");
            }
            JsonNode settings = YAMLMapper.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build()
                    .readTree(bytes);
            if (settings.isMissingNode() || settings.isNull()) {
                return YAMLMapper.builder().build().createObjectNode();
            }
            if (!settings.isObject()) {
                throw new BadInputException(
                        file + ": must be flags without their dashes, a line each, such as name: shop");
            }
            return settings;
        } catch (InvalidPathException e) {
            throw new BadInputException(FLAG + ": " + e.getMessage());
        } catch (IOException e) {
            throw new BadInputException(FLAG + " " + file + ": " + Words.why(e));
        } catch (JacksonException e) {
            throw new BadInputException(file + ": line "
                    + (e.getLocation() == null ? 1 : e.getLocation().getLineNr()) + ": is not YAML: "
                    + Words.oneLine(e.getOriginalMessage()));
        }
    }
}
