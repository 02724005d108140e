package io.mesosframework.scheduler.application;

import io.mesosframework.protocol.CommandInfo;
import io.mesosframework.protocol.Environment;
import io.mesosframework.protocol.Resource;
import io.mesosframework.protocol.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** Tells a command by variables which ports, numbers and items its task got. What the application itself sets stays. */
final class ToldResources {

    private ToldResources() {}

    static CommandInfo tell(CommandInfo command, ResourceNeeds needs, List<Resource> taken) {
        Map<String, String> told = new LinkedHashMap<>();
        List<Integer> ports = ports(needs.ports(), taken);
        for (int i = 0; i < ports.size(); i++) {
            told.put("PORT" + i, Integer.toString(ports.get(i)));
        }
        needs.named().forEach((name, need) -> {
            if (!(need instanceof NamedNeed.Amount)) {
                told.put(ResourceNames.variable(name), parts(name, taken));
            }
        });
        return told.isEmpty() ? command : with(command, told);
    }

    /** In the order of their variables. */
    static List<Integer> ports(PortNeeds needs, List<Resource> taken) {
        if (needs.isNone()) {
            return List.of();
        }
        List<Integer> numbers = new ArrayList<>(needs.fixed());
        of("ports", taken)
                .flatMap(resource -> resource.getRanges().getRangeList().stream())
                .flatMapToLong(range -> LongStream.rangeClosed(range.getBegin(), range.getEnd()))
                .mapToInt(Math::toIntExact)
                .filter(number -> !needs.fixed().contains(number))
                .sorted()
                .forEach(numbers::add);
        return numbers;
    }

    /** As {@code 5-9,12} or {@code a,b}. */
    private static String parts(String name, List<Resource> taken) {
        Stream<String> ranges = of(name, taken)
                .flatMap(resource -> resource.getRanges().getRangeList().stream())
                .map(ToldResources::text);
        Stream<String> items = of(name, taken).flatMap(resource -> resource.getSet().getItemList().stream());
        return Stream.concat(ranges, items).collect(Collectors.joining(","));
    }

    private static String text(Value.Range range) {
        String begin = Long.toUnsignedString(range.getBegin());
        return range.getBegin() == range.getEnd() ? begin : begin + "-" + Long.toUnsignedString(range.getEnd());
    }

    private static Stream<Resource> of(String name, List<Resource> taken) {
        return taken.stream().filter(resource -> resource.getName().equals(name));
    }

    private static CommandInfo with(CommandInfo command, Map<String, String> told) {
        Set<String> set = command.getEnvironment().getVariablesList().stream()
                .map(Environment.Variable::getName)
                .collect(Collectors.toSet());
        CommandInfo.Builder more = command.toBuilder();
        told.forEach((name, value) -> {
            if (!set.contains(name)) {
                more.getEnvironmentBuilder()
                        .addVariables(
                                Environment.Variable.newBuilder().setName(name).setValue(value));
            }
        });
        return more.build();
    }
}
