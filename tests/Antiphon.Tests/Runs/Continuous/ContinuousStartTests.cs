using Antiphon.Equilibrium;
using Antiphon.Games;
using Antiphon.Learning;
using Antiphon.Runs;
using Antiphon.Tests.Learning;

namespace Antiphon.Tests.Runs;

/// <summary>Trainings of networks that begin from given networks.</summary>
public sealed class ContinuousStartTests : IDisposable
{
    private static readonly ContinuousOptions Small = ContinuousOptions.Released(2) with
    {
        Hidden = 8,
        Alternations = 2,
        Resets = 40,
        GlobalEpochs = 2,
        Episodes = 4,
        Horizon = 5,
        MonitorRollouts = 2,
        Rollouts = 2,
        Seeds = 2,
        DeployedHorizon = 4,
        AccuracyResets = 10,
        Restarts = 2,
        Threads = 1,
    };

    private readonly TemporaryFolder temporary = new();
    private readonly WarehouseContinuous game = new(15);

    public void Dispose() => temporary.Dispose();

    [Fact]
    public void The_first_start_has_the_networks_and_the_others_are_as_usual()
    {
        NeuralPair given = Given();
        IReadOnlyList<RestartState<NeuralPair>> states = ContinuousCodec.Instance.Begin(game, Small, From(given));

        Assert.Equal([0, 1], states.Select(state => state.Restart));
        Assert.Equal(["from first", NeuralPair.StartName], states.Select(state => state.Start), StringComparer.Ordinal);
        Assert.True(states[0].Incumbent.SameAs(given));
        Assert.Equal(given.Local.Parameters.ToArray(), states[0].Latest!.LearnerOf(Player.Local).Policy);
        Assert.True(states[1].Incumbent.SameAs(NeuralPair.Random(game, Small)));
    }

    [Fact]
    public void A_run_that_is_killed_before_its_first_turn_goes_on_to_the_same_bytes()
    {
        string whole = temporary.In("whole");
        using (ContinuousRunFolder run = ContinuousCodec.Instance.Create(whole, game, Small, from: From(Given())))
        {
            Train(run);
        }

        string killed = temporary.In("killed");
        ContinuousCodec.Instance.Create(killed, game, Small, from: From(Given())).Dispose();
        using (ContinuousRunFolder resumed = ContinuousCodec.Instance.Open(killed).Resume(game, threads: 1))
        {
            Train(resumed);
        }

        Assert.Equal(("first", 64), (Origin(killed).Source, Origin(killed).PolicyHash.Length));
        Assert.All(new[] { "policy.json", "checkpoint.json", "trace.jsonl", "restarts.csv" }, file =>
            Assert.Equal(File.ReadAllBytes(Path.Combine(whole, file)), File.ReadAllBytes(Path.Combine(killed, file)))
        );
        Assert.Contains("from first", File.ReadAllText(Path.Combine(killed, "restarts.csv")), StringComparison.Ordinal);
    }

    [Fact]
    public void Networks_of_another_shape_are_refused_with_both_shapes()
    {
        InvalidInputException refusal = Assert.Throws<InvalidInputException>(() =>
            ContinuousCodec.Instance.Begin(game, Small with { Hidden = 9 }, From(Given()))
        );
        Assert.Contains("has a global network of the shape", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("-8-8-5; expected ", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("-9-9-5, as this training has; use the Hidden", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Equal_networks_have_equal_hashes()
    {
        NeuralPair given = Given();
        Assert.Equal(given.Hash(), new NeuralPair(given.Global, given.Local).Hash());
        Assert.NotEqual(given.Hash(), NeuralPair.Random(game, Small).Hash(), StringComparer.Ordinal);
    }

    // Another seed than that of the training.
    private NeuralPair Given()
    {
        var other = NeuralPair.Random(game, Small with { Seed = 77 });
        return new NeuralPair(other.Global, other.Local);
    }

    private static RunStart<NeuralPair> From(NeuralPair pair) => new(pair, new RunStart("first", pair.Hash()));

    private static RunStart Origin(string folder) => ContinuousCodec.Instance.Open(folder).Record.From!;

    private void Train(ContinuousRunFolder run) =>
        new ContinuousSession(run, game, ContinuousCodec.Instance.Train, TimeProvider.System).Train(null, CancellationToken.None);
}
