package io.mesosframework.server.api;

import io.mesosframework.scheduler.application.ApplicationJson;
import io.mesosframework.server.Route;
import io.mesosframework.server.ServerResponse;
import io.mesosframework.server.api.ApiRoute.Answer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The API's description in OpenAPI 3.1, made from what the routes say of themselves. */
final class OpenApi {

    static final String PATH = "/v1/api/openapi.json";

    private static final Answer ERRORS = new Answer("application/json", "Errors");
    private static final Set<Integer> OF_CREDENTIALS = Set.of(401, 403);
    private static final Pattern VARIABLE = Pattern.compile("\\{(\\w+)}");

    /** What every route may answer: the server itself does, before or beside the route. */
    private static final Map<Integer, String> COMMON = Map.of(
            400, "The request is wrong, as it says",
            401, "The credentials are missing or not known",
            403, "The credentials are for reading only, or the request comes from a page of another site",
            408, "The request took too long to come in",
            413, "The body, or what it asks for, is too large",
            429, "Too many requests",
            500, "A fault of the server's own",
            503, "Not just now: try again");

    private static final Map<Integer, String> OTHERS = Map.of(
            200, "As asked for",
            201, "Durable, and at least one application is new",
            202, "Durable; what follows from it is under way",
            307, "Another instance leads: ask there",
            404, "There is none of the name",
            409, "What is there does not allow it",
            415, "The body is not JSON");

    private OpenApi() {}

    /** These routes, and one that serves the description of them all. */
    static List<Route> served(List<ApiRoute> routes) {
        AtomicReference<ServerResponse> answer = new AtomicReference<>(ServerResponse.empty(503));
        List<ApiRoute> all = new ArrayList<>(routes);
        all.add(ApiRoute.of(
                        "GET", PATH, "This description", request -> answer.get().now())
                .answers(200, "Description"));
        answer.set(Json.answer(200, describe(all)));
        return all.stream().map(ApiRoute::served).toList();
    }

    static ObjectNode describe(List<ApiRoute> routes) {
        ObjectNode root = Json.object();
        root.put("openapi", "3.1.0");
        root.putObject("info")
                .put("title", "Mesos framework")
                .put("version", "v1")
                .put(
                        "description",
                        "Applications of a framework. Every write changes all that it names or nothing, and is answered when it is"
                                + " durable. Errors are told as {\"errors\":[{\"path\":…,\"message\":…}]}.");
        ObjectNode paths = root.putObject("paths");
        for (ApiRoute route : routes) {
            ObjectNode path =
                    paths.has(route.path()) ? (ObjectNode) paths.get(route.path()) : paths.putObject(route.path());
            operation(route, path.putObject(route.method().toLowerCase(Locale.ROOT)));
        }
        ObjectNode components = root.putObject("components");
        components.set("schemas", schemas());
        ObjectNode security = components.putObject("securitySchemes");
        security.putObject("basic").put("type", "http").put("scheme", "basic");
        security.putObject("token").put("type", "http").put("scheme", "bearer");
        ArrayNode either = root.putArray("security");
        either.addObject();
        either.addObject().putArray("basic");
        either.addObject().putArray("token");
        return root;
    }

    private static void operation(ApiRoute route, ObjectNode node) {
        node.put("summary", route.summary());
        node.put("operationId", operationId(route));
        if (route.route().open()) {
            node.putArray("security");
        }
        ArrayNode parameters = node.putArray("parameters");
        Matcher variables = VARIABLE.matcher(route.path());
        while (variables.find()) {
            parameter(parameters, variables.group(1), "path", "Text", true, "");
        }
        route.parameters()
                .forEach(parameter -> parameter(
                        parameters,
                        parameter.name(),
                        "query",
                        parameter.schema(),
                        parameter.required(),
                        parameter.description()));
        Map<Integer, Answer> answers = new TreeMap<>(route.answers());
        route.body().ifPresent(body -> {
            ObjectNode request = node.putObject("requestBody").put("required", body.required());
            content(request, new Answer("application/json", body.schema()));
        });
        if (!route.method().equals("GET")) {
            answers.put(415, ERRORS);
        }
        COMMON.keySet().stream()
                .filter(status -> !route.route().open() || !OF_CREDENTIALS.contains(status))
                .forEach(status -> answers.putIfAbsent(status, ERRORS));
        ObjectNode responses = node.putObject("responses");
        answers.forEach((status, answer) -> {
            ObjectNode response = responses.putObject(String.valueOf(status));
            response.put("description", COMMON.getOrDefault(status, OTHERS.getOrDefault(status, "")));
            content(response, answer);
        });
    }

    /** Such as {@code getAppNameSlots}. */
    private static String operationId(ApiRoute route) {
        StringBuilder id = new StringBuilder(route.method().toLowerCase(Locale.ROOT));
        for (String word : route.path().replace("/v1/api", "").split("[^A-Za-z]+")) {
            if (!word.isEmpty()) {
                id.append(Character.toUpperCase(word.charAt(0))).append(word.substring(1));
            }
        }
        return id.toString();
    }

    private static void parameter(
            ArrayNode all, String name, String in, String schema, boolean required, String description) {
        ObjectNode node = all.addObject().put("name", name).put("in", in).put("required", required);
        if (!description.isEmpty()) {
            node.put("description", description);
        }
        node.putObject("schema").put("$ref", "#/components/schemas/" + schema);
    }

    private static void content(ObjectNode node, Answer answer) {
        node.putObject("content")
                .putObject(answer.mediaType())
                .putObject("schema")
                .put("$ref", "#/components/schemas/" + answer.schema());
    }

    /** Those of the API, and that of applications with its own definitions below it. */
    private static ObjectNode schemas() {
        ObjectNode schemas = (ObjectNode) Json.ours(resource(OpenApi.class, "schemas.json"));
        String applications = resource(ApplicationJson.class, ApplicationJson.SCHEMA)
                .replace("\"#/$defs/", "\"#/components/schemas/Applications/$defs/");
        ObjectNode node = (ObjectNode) Json.ours(applications);
        node.remove("$schema");
        schemas.set("Applications", node);
        return schemas;
    }

    private static String resource(Class<?> beside, String name) {
        try (InputStream stream = beside.getResourceAsStream(name)) {
            if (stream == null) {
                throw new IllegalStateException("There is no resource " + name);
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
