using System.Text.Json.Nodes;
using Antiphon.Tests.Files;

namespace Antiphon.Tests.Cli;

/// <summary>
/// Every file that the program stores and reads again is checked like an input: each field is replaced by null, removed, given another
/// type and absurd values in turn. The command that reads it ends with code 2 and a message that names file and field, or goes on where
/// the field may be like that; it never ends as an internal error.
/// </summary>
[Trait("Tier", "full")]
public class StoredFileTests : CommandLineTest
{
    private const string SmallGame = """
        { "format": "antiphon-game/1", "name": "small", "discount": 0.9, "agents": 4,
          "globalStates": 2, "localStates": 2, "globalActions": 2, "localActions": 2,
          "globalTransition": [[[0.83, 0.17], [0.29, 0.71]], [[0.61, 0.39], [0.13, 0.87]]],
          "localTransition": [[[[0.93, 0.07], [0.37, 0.63]], [[0.89, 0.11], [0.41, 0.59]]],
                               [[[0.23, 0.77], [0.67, 0.33]], [[0.19, 0.81], [0.73, 0.27]]]],
          "globalReward": [[0.3, 0.1], [0.2, 0.7]], "localReward": [[[1.0, 0.6], [0.1, 0.4]], [[0.2, 0.5], [1.3, 0.8]]],
          "initial": { "global": "uniform", "local": "uniform" } }
        """;

    private static readonly string[] Train =
    [
        "train",
        "small.json",
        "--k",
        "2",
        "--restarts",
        "1",
        "--rollouts",
        "2",
        "--seeds",
        "2",
        "--horizon",
        "3",
        "--out",
        "run",
    ];
    private static readonly string[] Continuous =
    [
        "train",
        "warehouse-continuous",
        "--k",
        "2",
        "--agents",
        "4",
        "--as",
        "released",
        "--alternations",
        "1",
        "--episodes",
        "2",
        "--episode-steps",
        "2",
        "--rollouts",
        "2",
        "--seeds",
        "2",
        "--horizon",
        "2",
        "--out",
        "run",
    ];

    private static readonly string[] Sweep =
    [
        "sweep",
        "small.json",
        "--k",
        "1,2",
        "--seeds",
        "1",
        "--rollouts",
        "2",
        "--evaluation-seeds",
        "2",
        "--horizon",
        "3",
        "--out",
        "sweep",
    ];
    private static readonly string[] Reproduce =
    [
        "reproduce",
        "warehouse",
        "--k",
        "1",
        "--as",
        "ours",
        "--rollouts",
        "2",
        "--seeds",
        "2",
        "--out",
        "paper",
    ];

    // May be absent or null in a file that is in order.
    private static readonly string[] Optional =
    [
        "$schema",
        "geometry",
        "sampling",
        "split",
        "kind",
        "cut",
        "origin",
        "command",
        "samples",
        "memory",
        "threshold",
        "population",
        "resolution",
        "types",
        "observationPlaces",
        "stopReason",
        "finished",
        "outcome",
        "std",
        "modeAccuracy",
        "singleStepAccuracy",
        "evaluationAgents",
        "horizon",
        "accuracy",
        "otherResolution",
        "otherValue",
        "modelErrorEstimate",
        "measuredShare",
        "gainErrorBound",
        "globalGainDeployed",
        "localGainDeployed",
        "observing",
        "lead",
        "deployed",
        "bestBaseline",
        "failure",
        "heatMap",
        "seed",
        "behaviour",
        "witness",
        "estimate",
        "firstOrderGap",
        "reservations",
    ];

    public StoredFileTests() => File.WriteAllText(In("small.json"), SmallGame);

    [Theory]
    [InlineData("run/run.json", "train --resume run", "finished")]
    [InlineData("run/run.json", "report run", "finished")]
    [InlineData("run/run.json", "simulate run --rollouts 1 --seeds 2 --horizon 2", "finished")]
    [InlineData("run/run.json", "train --resume run", "cancelled")]
    [InlineData("run/game.json", "simulate run --rollouts 1 --seeds 2 --horizon 2", "finished")]
    [InlineData("run/policy.json", "simulate run --rollouts 1 --seeds 2 --horizon 2", "finished")]
    [InlineData("run/checkpoint.json", "train --resume run", "cancelled")]
    [InlineData("run/trace.jsonl", "report run", "finished")]
    [InlineData("run/certificate.json", "verify run --states 2", "certified")]
    [InlineData("run/bounds.json", "report run", "bounded")]
    [InlineData("sweep/sweep.json", "sweep", "swept")]
    [InlineData("sweep/sweep.json", "report sweep", "swept")]
    [InlineData("paper/cells/ours-k1.json", "reproduce", "reproduced")]
    [InlineData("run/run.json", "train --resume run", "continuous")]
    [InlineData("run/run.json", "simulate run --rollouts 1 --seeds 2 --horizon 2", "continuous")]
    [InlineData("run/policy.json", "simulate run --rollouts 1 --seeds 2 --horizon 2", "continuous")]
    [InlineData("run/checkpoint.json", "train --resume run", "continuous cancelled")]
    [InlineData("history.log.json", "learn history.csv --audit", "logged")]
    public void Every_field_is_checked(string file, string reader, string state)
    {
        Prepare(state);
        string[] command = reader switch
        {
            "sweep" => Sweep,
            "reproduce" => Reproduce,
            _ => reader.Split(' '),
        };
        string path = In(file.Split('/'));
        string text = File.ReadAllText(path);
        Dictionary<string, byte[]> before = Snapshot();
        var faults = new List<string>();
        int refused = 0;
        foreach (
            (string what, string field, bool mustBeRefused, string damaged) in Damages(
                text,
                file.EndsWith(".jsonl", StringComparison.Ordinal)
            )
        )
        {
            File.WriteAllText(path, damaged);
            // A value that is allowed may ask for years of work.
            Outcome outcome;
            using (new Timer(_ => Cancel(), null, TimeSpan.FromSeconds(3), Timeout.InfiniteTimeSpan))
            {
                outcome = Run(command);
            }

            refused += outcome.Code == 2 ? 1 : 0;

            // Runs in continuous games had no hash before, and policies no names.
            bool isOfBefore =
                (state == "continuous" && what == "gameHash removed")
                || (
                    file == "run/policy.json"
                    && what is "globalStates removed" or "localStates removed" or "globalActions removed" or "localActions removed"
                );
            if (Fault(outcome, Path.GetFileName(path), field, mustBeRefused && !isOfBefore) is string fault)
            {
                faults.Add($"{what}: {fault}");
            }

            Restore(before);
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults));
        Assert.InRange(refused, 10, int.MaxValue);
    }

    private static string? Fault(Outcome outcome, string file, string field, bool mustBeRefused)
    {
        string[] foreign = ["isFinalBlock", "reader options", "LineNumber", "System.", "Antiphon.Runs."];
        return outcome switch
        {
            { Code: 1 } => $"internal error {outcome.Error}",
            { Code: not 2 } when mustBeRefused => $"code {outcome.Code}",
            { Code: 2 } when !outcome.Error.Contains(file, StringComparison.Ordinal) && mustBeRefused =>
                $"does not name the file: {outcome.Error}",
            { Code: 2 } when !outcome.Error.Contains(field, StringComparison.Ordinal) && mustBeRefused =>
                $"does not name the field: {outcome.Error}",
            _ when foreign.FirstOrDefault(word => outcome.Error.Contains(word, StringComparison.Ordinal)) is string word =>
                $"says {word}: {outcome.Error}",
            _ => null,
        };
    }

    private static IEnumerable<(string What, string Field, bool MustBeRefused, string Text)> Damages(string text, bool isLines)
    {
        string rest = isLines ? text[text.IndexOf('\n', StringComparison.Ordinal)..] : "";
        string first = isLines ? text[..text.IndexOf('\n', StringComparison.Ordinal)] : text;
        yield return ("is incomplete", "", true, first[..(first.Length / 2)] + rest);
        yield return ("comma at the end", "", true, $"{first.TrimEnd()[..^1]},}}{rest}");
        yield return ("a list", "", true, $"[]{rest}");
        yield return ("null", "", true, $"null{rest}");
        if (!isLines)
        {
            yield return ("empty", "", true, "");
        }

        JsonNode root = JsonNode.Parse(first)!;
        foreach (string[] place in Places(root, []))
        {
            string field = place.Last(step => !int.TryParse(step, out _));
            foreach ((string what, bool mustBeRefused, JsonNode damaged) in Changes(first, place, field))
            {
                yield return ($"{string.Join('.', place)} {what}", field, mustBeRefused, damaged.ToJsonString() + rest);
            }
        }
    }

    private static IEnumerable<(string What, bool MustBeRefused, JsonNode Root)> Changes(string text, string[] place, string field)
    {
        JsonNode original = At(JsonNode.Parse(text)!, place)!;
        bool isOptional = Optional.Contains(field, StringComparer.Ordinal);
        yield return Change("null", !isOptional, _ => null);
        yield return Change("of another type", mustBeRefused: true, node =>
            node is JsonValue value && value.GetValueKind() != System.Text.Json.JsonValueKind.String
                ? "seven"
                : (JsonNode)JsonValue.Create(true)!
        );
        if (!int.TryParse(place[^1], out _))
        {
            JsonNode without = JsonNode.Parse(text)!;
            ((JsonObject)At(without, place[..^1])!).Remove(place[^1]);
            yield return ("removed", !isOptional, without);
        }

        if (original is JsonValue number && number.GetValueKind() == System.Text.Json.JsonValueKind.Number)
        {
            foreach (double absurd in (double[])[-1, 2147483647, 1e300])
            {
                yield return Change($"{absurd:R}", mustBeRefused: false, _ =>
                    absurd == Math.Truncate(absurd) && absurd < 1e19 ? JsonValue.Create((long)absurd) : JsonValue.Create(absurd)
                );
            }
        }

        (string, bool, JsonNode) Change(string what, bool mustBeRefused, Func<JsonNode?, JsonNode?> change)
        {
            JsonNode root = JsonNode.Parse(text)!;
            JsonNode parent = At(root, place[..^1])!;
            if (parent is JsonArray list)
            {
                int index = int.Parse(place[^1], System.Globalization.CultureInfo.InvariantCulture);
                list[index] = change(list[index]);
            }
            else
            {
                parent[place[^1]] = change(parent[place[^1]]);
            }

            return (what, mustBeRefused, root);
        }
    }

    // Of a list, the first entry stands for all.
    private static IEnumerable<string[]> Places(JsonNode? node, string[] above) =>
        node switch
        {
            JsonObject fields => fields
                .Where(field => field.Value is not null)
                .SelectMany(field => Places(field.Value, [.. above, field.Key]).Prepend([.. above, field.Key])),
            JsonArray { Count: > 0 } list => list[0] is null ? [] : Places(list[0], [.. above, "0"]).Prepend([.. above, "0"]),
            _ => [],
        };

    private static JsonNode? At(JsonNode root, string[] place) =>
        place.Aggregate(root, (node, step) =>
            (node is JsonArray list ? list[int.Parse(step, System.Globalization.CultureInfo.InvariantCulture)] : node[step])!
        );

    private void Prepare(string state)
    {
        if (state.EndsWith("cancelled", StringComparison.Ordinal))
        {
            if (state.StartsWith("continuous", StringComparison.Ordinal))
            {
                PrepareCancelledContinuous();
                return;
            }

            Trainer = new Runs.ScriptedTrainer
            {
                AfterProposal = done =>
                {
                    if (done == 2)
                    {
                        Cancel();
                    }
                },
            };
            Assert.Equal(130, Run(Train).Code);
            Trainer = new Runs.ScriptedTrainer();
            return;
        }

        string[][] commands = state switch
        {
            "finished" => [Train],
            "certified" => [Train, ["certify", "run", "--accuracy", "1e-3", "--restarts", "0"]],
            "bounded" =>
            [
                [.. Train, "--population", "alpha", "--agents", "1000000"],
                ["certify", "run"],
            ],
            "swept" => [Sweep],
            "reproduced" => [Reproduce],
            "continuous" => [Continuous],
            _ =>
            [
                ["log", "small.json", "--k", "2", "--steps", "500", "--out", "history.csv"],
            ],
        };
        Assert.All(commands, command => Assert.True(Run(command) is { Code: 0 } or { Code: 3 }, string.Join(' ', command)));
    }

    // The disk fails when the record is to say that training has finished.
    private void PrepareCancelledContinuous()
    {
        using (
            Disk.Use(
                new ScriptedDisk
                {
                    OnFile = file =>
                    {
                        if (file.Name.Contains(".policy.json", StringComparison.Ordinal))
                        {
                            throw ScriptedDisk.Failure();
                        }
                    },
                }
            )
        )
        {
            Assert.Equal(2, Run(Continuous).Code);
        }
    }

    private Dictionary<string, byte[]> Snapshot() =>
        Directory
            .EnumerateFiles(Folder, "*", SearchOption.AllDirectories)
            .ToDictionary(file => file, File.ReadAllBytes, StringComparer.Ordinal);

    private void Restore(Dictionary<string, byte[]> before)
    {
        foreach (
            string file in Directory
                .EnumerateFiles(Folder, "*", SearchOption.AllDirectories)
                .Where(file => !before.ContainsKey(file))
                .ToArray()
        )
        {
            File.Delete(file);
        }

        foreach ((string file, byte[] content) in before)
        {
            File.WriteAllBytes(file, content);
        }
    }
}
