using System.Net;
using System.Text.Json;
using Antiphon.Equilibrium;
using Antiphon.Policies;
using Antiphon.Populations;
using Antiphon.Runs;

namespace Antiphon.Tests.Server;

/// <summary>Two runs beside each other.</summary>
public class RunComparisonTests : ServerTest
{
    private string Root => In("runs");

    [Fact]
    public async Task Options_that_differ_stand_apart_from_those_that_are_equal()
    {
        Write("a");
        Write("b", WrittenRuns.Options with { Seed = 8, Threshold = 0.5 });
        JsonElement options = (await Compare("a", "b")).GetProperty("options");
        Assert.Equal(["threshold", "seed"], Names(options.GetProperty("differ")), StringComparer.Ordinal);
        JsonElement threshold = options.GetProperty("differ")[0];
        Assert.Equal((JsonValueKind.Null, 0.5), (threshold.GetProperty("a").ValueKind, threshold.GetProperty("b").GetDouble()));
        IReadOnlyList<string> equal = Names(options.GetProperty("equal"));
        Assert.Contains("gameHash", equal, StringComparer.Ordinal);
        Assert.Contains("subsample", equal, StringComparer.Ordinal);
    }

    [Fact]
    public async Task Returns_are_compared_as_far_as_the_files_allow_it()
    {
        Write("a");
        Write("same", WrittenRuns.Options with { Threshold = 0.5 });
        Write("seeds", WrittenRuns.Options with { Seed = 8 });
        Write("horizon", WrittenRuns.Options with { Horizon = 50 });
        Write("game", game: WrittenRuns.Game.WithAgents(41));
        Assert.Equal("same-random-numbers", await Relation("same"));
        Assert.Equal("other-random-numbers", await Relation("seeds"));
        Assert.Equal("other-horizon", await Relation("horizon"));
        Assert.Equal("other-game", await Relation("game"));
        JsonElement returns = (await Compare("a", "seeds")).GetProperty("returns");
        Assert.Equal((0, true), (returns.GetProperty("difference").GetDouble(), returns.GetProperty("overlap").GetBoolean()));

        async Task<string> Relation(string other) =>
            (await Compare("a", other)).GetProperty("returns").GetProperty("relation").GetString()!;
    }

    [Fact]
    public async Task Simulations_of_the_same_settings_are_paired_seed_by_seed()
    {
        const string Name = "simulation-n40-h100-rollouts5-seeds3-seed1.csv";
        Write("a");
        Write("b");
        await File.WriteAllTextAsync(Path.Combine(Root, "a", Name), "seed,meanReward\n0,10\n1,20\n2,30\n");
        await File.WriteAllTextAsync(Path.Combine(Root, "b", Name), "seed,meanReward\n0,11\n1,22\n2,33\n");
        await File.WriteAllTextAsync(Path.Combine(Root, "b", "simulation-n40-h100-rollouts5-seeds1-seed2.csv"), "seed,meanReward\n0,11\n");
        JsonElement paired = (await Compare("a", "b")).GetProperty("returns").GetProperty("paired");
        JsonElement difference = Assert.Single(paired.EnumerateArray()).GetProperty("difference");

        // Differences 1, 2, 3: mean 2, standard error 1 / sqrt 3, and the 97.5 % quantile of Student's t with 2 degrees is 4.302653.
        Assert.Equal(2, difference.GetProperty("mean").GetDouble(), 1e-12);
        Assert.Equal(2 - (4.302653 / Math.Sqrt(3)), difference.GetProperty("low").GetDouble(), 1e-5);
    }

    [Fact]
    public async Task Dispatchers_with_one_k_are_compared_at_every_observation()
    {
        Write("a");
        Write("b", WrittenRuns.Options with { Seed = 8 });
        JsonElement dispatcher = (await Compare("a", "b")).GetProperty("policies").GetProperty("dispatcher");
        (TabularGlobalPolicy first, TabularGlobalPolicy second) = (Stored("a").Global.Table!, Stored("b").Global.Table!);
        var groups = new Dictionary<(int State, int A, int B), int>();
        for (int state = 0; state < first.GlobalStates; state++)
        {
            foreach ((ushort before, ushort after) in first.Actions(state).ToArray().Zip(second.Actions(state).ToArray()))
            {
                groups[(state, before, after)] = groups.GetValueOrDefault((state, before, after)) + (before == after ? 0 : 1);
            }
        }

        Assert.Equal(first.GlobalStates * first.Lattice.Size, dispatcher.GetProperty("observations").GetInt32());
        Assert.Equal(groups.Values.Sum(), dispatcher.GetProperty("differ").GetInt32());
        Assert.Equal(groups.Values.Count(count => count > 0), dispatcher.GetProperty("groups").GetInt32());
        int[] largest =
        [
            .. dispatcher.GetProperty("largest").EnumerateArray().Select(group => group.GetProperty("observations").GetInt32()),
        ];
        Assert.Equal(groups.Values.Where(count => count > 0).OrderDescending().Take(largest.Length), largest);
    }

    [Fact]
    public async Task Dispatchers_that_observe_differently_are_compared_by_their_shares_of_actions()
    {
        Write("a");
        Write("b", WrittenRuns.Options with { Subsample = 2 });
        JsonElement dispatcher = (await Compare("a", "b")).GetProperty("policies").GetProperty("dispatcher");
        Assert.Contains("k = 3 and 2", dispatcher.GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.False(dispatcher.TryGetProperty("differ", out _));
        JsonElement share = dispatcher.GetProperty("shares")[0];
        Assert.Equal(Share("a", share), share.GetProperty("a").GetDouble(), 1e-12);
        Assert.Equal(Share("b", share), share.GetProperty("b").GetDouble(), 1e-12);
    }

    [Fact]
    public async Task Agents_are_compared_in_every_state_the_largest_difference_first()
    {
        Write("a");
        Write("b", WrittenRuns.Options with { Seed = 8 });
        JsonElement local = (await Compare("a", "b")).GetProperty("policies").GetProperty("local");
        Assert.Equal(25, local.GetProperty("states").GetInt32());
        Assert.Equal(25, local.GetProperty("differ").GetInt32());
        double[] distances = [.. local.GetProperty("largest").EnumerateArray().Select(row => row.GetProperty("distance").GetDouble())];
        Assert.Equal(distances.OrderDescending(), distances);
        (LocalPolicy a, LocalPolicy b) = (Stored("a").Local, Stored("b").Local);
        double most = 0;
        for (int cell = 0; cell < 25; cell++)
        {
            double sum = 0;
            for (int action = 0; action < a.LocalActions; action++)
            {
                sum += Math.Abs(a.At(cell / 5, cell % 5)[action] - b.At(cell / 5, cell % 5)[action]) / 2;
            }

            most = Math.Max(most, sum);
        }

        Assert.Equal(most, distances[0], 1e-12);
    }

    [Fact]
    public async Task A_run_and_itself_do_the_same()
    {
        Write("a");
        JsonElement comparison = await Compare("a", "a");
        Assert.Empty(comparison.GetProperty("options").GetProperty("differ").EnumerateArray());
        Assert.Equal(0, comparison.GetProperty("policies").GetProperty("dispatcher").GetProperty("differ").GetInt32());
        Assert.Equal(0, comparison.GetProperty("policies").GetProperty("local").GetProperty("differ").GetInt32());
    }

    [Fact]
    public async Task A_damaged_policy_or_trace_leaves_the_rest_to_compare()
    {
        Write("a");
        Write("b");
        await File.WriteAllTextAsync(Path.Combine(Root, "b", "policy.json"), "{");
        await File.AppendAllTextAsync(Path.Combine(Root, "b", "trace.jsonl"), "nonsense\n");
        JsonElement comparison = await Compare("a", "b");
        Assert.Contains("policy.json", comparison.GetProperty("policies").GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.Contains("trace.jsonl: line 7", comparison.GetProperty("b").GetProperty("faults")[0].GetString(), StringComparison.Ordinal);
        Assert.Equal(114.31, comparison.GetProperty("b").GetProperty("deployed").GetProperty("mean").GetDouble());
    }

    [Fact]
    public async Task Sweeps_and_damaged_runs_are_not_compared()
    {
        Write("a");
        Write("torn");
        await File.WriteAllTextAsync(Path.Combine(Root, "torn", "run.json"), "{");
        WrittenRuns.Sweep(Path.Combine(Root, "grid"));
        IReadOnlyDictionary<string, string> ids = await Ids();
        Assert.Equal("b", (await Get($"/v1/runs/compare?a={ids["a"]}&b={ids["torn"]}")).Refused(HttpStatusCode.BadRequest));
        Assert.Equal("a", (await Get($"/v1/runs/compare?a={ids["grid"]}&b={ids["a"]}")).Refused(HttpStatusCode.BadRequest));
        Assert.Equal("a", (await Get($"/v1/runs/compare?b={ids["a"]}")).Refused(HttpStatusCode.NotFound));
    }

    private void Write(string name, AlternationOptions? options = null, Antiphon.Games.CooperativeGame? game = null) =>
        WrittenRuns.Write(Path.Combine(Root, name), options, game);

    private JointPolicy Stored(string name) => FiniteCodec.Instance.Open(Path.Combine(Root, name)).LoadPolicy(WrittenRuns.Game);

    // Each possible observation counts once.
    private double Share(string name, JsonElement share)
    {
        TabularGlobalPolicy table = Stored(name).Global.Table!;
        int state = IndexOf(WrittenRuns.Game.GlobalStateNames, share.GetProperty("globalState"));
        int action = IndexOf(WrittenRuns.Game.GlobalActionNames, share.GetProperty("action"));
        return table.Actions(state).ToArray().Count(taken => taken == action) / (double)table.Lattice.Size;
    }

    private static int IndexOf(IReadOnlyList<string> names, JsonElement name) => names.ToList().IndexOf(name.GetString()!);

    private async Task<JsonElement> Compare(string a, string b)
    {
        IReadOnlyDictionary<string, string> ids = await Ids();
        return (await Get($"/v1/runs/compare?a={ids[a]}&b={ids[b]}")).Succeeded();
    }

    // A server of its own, so that nothing is remembered of before.
    private async Task<IReadOnlyDictionary<string, string>> Ids()
    {
        await Start(Options with { Runs = Root });
        return (await Get("/v1/runs"))
            .Succeeded()
            .GetProperty("runs")
            .EnumerateArray()
            .ToDictionary(run => run.GetProperty("name").GetString()!, run => run.GetProperty("id").GetString()!, StringComparer.Ordinal);
    }

    private static IReadOnlyList<string> Names(JsonElement options) =>
        [.. options.EnumerateArray().Select(option => option.GetProperty("name").GetString()!)];
}
