package io.mesosframework.scheduler.internal;

import io.mesosframework.scheduler.StorageReport;
import io.mesosframework.scheduler.StorageReport.Unreadable;
import io.mesosframework.storage.Bytes;
import io.mesosframework.storage.Entry;
import io.mesosframework.storage.Storage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** See {@link StorageReport}: reads each record as a start would. */
public final class StorageReader {

    private enum Kind {
        APPLICATIONS,
        SLOTS,
        UPDATES,
        EARLIER,
        RESERVATIONS,
        AGENTS,
        OTHERS;

        static Kind of(String key) {
            if (SlotJson.isSpecification(key)) {
                return APPLICATIONS;
            }
            if (SlotJson.isSlot(key)) {
                return SLOTS;
            }
            if (SlotJson.isUpdate(key)) {
                return UPDATES;
            }
            if (SlotJson.isEarlier(key)) {
                return EARLIER;
            }
            if (ReservationJson.isReservation(key)) {
                return RESERVATIONS;
            }
            return AgentJson.isAgent(key) ? AGENTS : OTHERS;
        }

        /** What is read; nothing of others' records. */
        Optional<Object> read(String key, Bytes value) {
            return switch (this) {
                case APPLICATIONS, EARLIER -> Optional.of(SlotJson.specification(key, value));
                case SLOTS -> Optional.of(SlotJson.slot(key, value));
                case UPDATES -> Optional.of(SlotJson.update(key, value));
                case RESERVATIONS -> Optional.of(ReservationJson.read(key, value));
                case AGENTS -> Optional.of(AgentJson.read(key, value));
                case OTHERS -> Optional.empty();
            };
        }

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Map<Kind, TreeMap<Integer, Integer>> formats = new EnumMap<>(Kind.class);
    private final Map<Kind, Integer> records = new EnumMap<>(Kind.class);
    private final Map<String, Bytes> kept = new LinkedHashMap<>();
    private final List<Unreadable> unreadable = new ArrayList<>();

    private StorageReader() {}

    public static StorageReport report(Storage storage, String framework) {
        Keys keys = Keys.of(framework);
        StorageReader reader = new StorageReader();
        long term = 0;
        Optional<String> id = Optional.empty();
        for (Entry entry : Stored.get(storage.range(keys.space()))) {
            String key = entry.key();
            if (key.equals(keys.term())) {
                term = entry.version();
            } else if (key.equals(keys.frameworkId())) {
                id = Optional.of(entry.value().text());
            } else if (key.startsWith(keys.kept())) {
                reader.read(entry, key.substring(keys.kept().length()));
            }
        }
        reader.readTogether(keys);
        return new StorageReport(framework, term, id, reader.kinds(), reader.unreadable);
    }

    public static List<String> frameworks(Storage storage) {
        return Stored.get(storage.range(Keys.ALL)).stream()
                .map(entry -> Keys.frameworkOf(entry.key()))
                .flatMap(Optional::stream)
                .distinct()
                .sorted()
                .toList();
    }

    private void read(Entry entry, String key) {
        Kind kind = Kind.of(key);
        kept.put(key, entry.value());
        records.merge(kind, 1, Integer::sum);
        if (kind != Kind.OTHERS) {
            formats.computeIfAbsent(kind, any -> new TreeMap<>())
                    .merge(KeptRecord.format(entry.value()), 1, Integer::sum);
        }
        try {
            var unused = kind.read(key, entry.value());
        } catch (RuntimeException e) { // whatever it is, a start would fail with it
            unreadable.add(new Unreadable(entry.key(), words(e)));
        }
    }

    /** Where one cannot be read, what that leaves of the others is of no interest. */
    private void readTogether(Keys keys) {
        if (!unreadable.isEmpty()) {
            return;
        }
        SplittableRandom random = new SplittableRandom();
        try {
            var unused = new DefaultTaskManager(random).restore(kept, Instant.now());
            new ReservationBook(random, Duration.ofDays(1)).restore(kept);
        } catch (RuntimeException e) { // as above
            unreadable.add(new Unreadable(keys.space(), words(e)));
        }
    }

    private static String words(RuntimeException error) {
        return error.getMessage() == null ? error.toString() : error.getMessage();
    }

    private List<StorageReport.Kind> kinds() {
        return records.entrySet().stream()
                .map(entry -> new StorageReport.Kind(
                        entry.getKey().word(), entry.getValue(), formats.getOrDefault(entry.getKey(), new TreeMap<>())))
                .toList();
    }
}
