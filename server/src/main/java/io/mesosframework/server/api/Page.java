package io.mesosframework.server.api;

import io.mesosframework.server.RefusedException;
import io.mesosframework.server.ServerRequest;
import java.util.List;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Which part of a long list is asked for.
 *
 * @param from how many are left out before it
 * @param limit how many it has at most
 */
record Page(int from, int limit) {

    private static final int USUAL = 1000;
    private static final int MOST = 10_000;

    /** @throws RefusedException with 400 if the parameters are no numbers in their range */
    static Page of(ServerRequest request) {
        return new Page(number(request, "from", 0, 0, Integer.MAX_VALUE), number(request, "limit", USUAL, 1, MOST));
    }

    private static int number(ServerRequest request, String name, int otherwise, int least, int most) {
        String text = request.parameter(name).orElse(String.valueOf(otherwise));
        if (!text.matches("\\d{1,10}") || Long.parseLong(text) < least || Long.parseLong(text) > most) {
            throw new RefusedException(400, name, "must be a whole number from " + least + " to " + most);
        }
        return Integer.parseInt(text);
    }

    /** {@code {"total":…,"<name>":[…],"next":…}}; there is a next where there are more. */
    <T> ObjectNode answer(String name, List<T> all, Function<T, JsonNode> write) {
        ObjectNode root = Json.object();
        root.put("total", all.size());
        ArrayNode items = root.putArray(name);
        int end = (int) Math.min(all.size(), (long) from + limit);
        for (int i = from; i < end; i++) {
            items.add(write.apply(all.get(i)));
        }
        if (end < all.size() && from < end) {
            root.put("next", end);
        }
        return root;
    }
}
