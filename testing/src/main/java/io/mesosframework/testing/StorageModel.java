package io.mesosframework.testing;

import io.mesosframework.storage.Bytes;
import io.mesosframework.storage.CommitResult;
import io.mesosframework.storage.Entry;
import io.mesosframework.storage.Keys;
import io.mesosframework.storage.Precondition;
import io.mesosframework.storage.Transaction;
import io.mesosframework.storage.Write;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/** The plainest storage there can be, to hold the others against. */
final class StorageModel {

    private static final List<String> NAMES =
            List.of("a", "a/1", "a/2", "a/10", "ab", "ab/1", "b", "b/日", "b/😀", "c%", "c_/1");
    private static final List<String> PREFIXES = List.of("", "a", "a/", "a/1", "ab", "b/", "c%", "c_", "x");

    private Map<String, Entry> entries = new HashMap<>();

    CommitResult commit(Transaction transaction) {
        for (Precondition required : transaction.preconditions()) {
            if (version(required.key()) != required.version()) {
                return new CommitResult.Conflict(required.key(), required.version(), version(required.key()));
            }
        }
        Map<String, Entry> next = new HashMap<>(entries);
        for (Write write : transaction.writes()) {
            if (write instanceof Write.DeletePrefix deletion) {
                next.keySet().removeIf(key -> key.startsWith(deletion.prefix()));
            }
        }
        for (Write write : transaction.writes()) {
            if (write instanceof Write.Put put) {
                next.put(put.key(), new Entry(put.key(), put.value(), version(put.key()) + 1));
            } else if (write instanceof Write.Delete delete) {
                next.remove(delete.key());
            }
        }
        entries = next;
        return new CommitResult.Committed();
    }

    List<Entry> range(String prefix) {
        return entries.values().stream()
                .filter(entry -> entry.key().startsWith(prefix))
                .sorted(Comparator.comparing(Entry::key, Keys.ORDER))
                .toList();
    }

    static String randomPrefix(SplittableRandom random) {
        return PREFIXES.get(random.nextInt(PREFIXES.size()));
    }

    static Transaction randomTransaction(SplittableRandom random) {
        Transaction.Builder transaction = Transaction.builder();
        Map<String, Long> required = new HashMap<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            required.put(randomName(random), (long) random.nextInt(4));
        }
        required.forEach(transaction::require);
        for (int i = random.nextInt(4); i > 0; i--) {
            switch (random.nextInt(6)) {
                case 0 -> transaction.delete(randomName(random));
                case 1 -> transaction.deletePrefix(randomPrefix(random));
                default -> transaction.put(randomName(random), Bytes.ofText("v" + random.nextInt(3)));
            }
        }
        return transaction.build();
    }

    private long version(String key) {
        return Optional.ofNullable(entries.get(key)).map(Entry::version).orElse(0L);
    }

    private static String randomName(SplittableRandom random) {
        return NAMES.get(random.nextInt(NAMES.size()));
    }
}
