using Antiphon.Equilibrium;
using Antiphon.Numerics;
using Antiphon.Planning;
using Antiphon.Runs;
using Antiphon.Simulation;
using Antiphon.Tests.Runs;

namespace Antiphon.Tests.ThirdGame;

/// <summary>
/// A third kind of game goes through the alternation, simulation, run folders and sweeps, none of which knows it: that is what shows that
/// they are one for every kind.
/// </summary>
public sealed class ThirdGameTests : IDisposable
{
    // From (0, 0) and (1, 0) best answers end at (0, 0), which pays 2; from (0, 1) at (1, 1), which pays 5.
    private static readonly ToyGame Game = new(
        "numbers",
        10,
        [
            [2, 1],
            [0, 5],
        ]
    );

    private static readonly ToyOptions Options = new() { Subsample = 1 };

    private readonly TemporaryFolder temporary = new();

    public void Dispose() => temporary.Dispose();

    [Fact]
    public void The_alternation_finds_the_best_of_the_equilibria_that_its_starts_lead_to()
    {
        AlternationResult<ToyPair> result = new Alternation<ToyPair>(new ToyProblem(Game, Options)).Run();
        Assert.Equal([new ToyPair(0, 0), new ToyPair(0, 0), new ToyPair(1, 1)], result.States.Select(state => state.Incumbent));
        Assert.Equal((new ToyPair(1, 1), 2, StopReason.NoImprovement), (result.Policy, result.BestRestart, result.StopReason));
        Assert.All(result.Trace, proposal => Assert.Equal(proposal.Accepted, proposal.GainLow > 0));
    }

    [Fact]
    public void It_is_simulated_like_any_other()
    {
        // 5 (1 + 1/2 + .. + 1/16) = 9.6875, and noise whose mean is a half: 0.96875.
        SimulationResult result = new OnlineExecution(
            new OnlineExecutionOptions
            {
                Horizon = 5,
                Rollouts = 200,
                Seeds = 20,
            }
        ).Run(new ToyDeployment(Game, new ToyPair(1, 1)));
        Assert.InRange(result.Reward.Mean, 10.65625 - 0.02, 10.65625 + 0.02);
        Assert.Equal((10L, true), (result.Agents, double.IsNaN(result.TruncationBound)));
    }

    [Fact]
    public void A_killed_run_of_it_goes_on_to_the_same_bytes()
    {
        string whole = temporary.In("whole");
        using (RunFolder<ToyGame, ToyPair, ToyOptions> run = ToyCodec.Instance.Create(whole, Game, Options))
        {
            Assert.Equal(RunStatus.Finished, Session(run, ToyCodec.Instance.Train).Train(null, default).Status);
        }

        string killed = temporary.In("killed");
        using (RunFolder<ToyGame, ToyPair, ToyOptions> run = ToyCodec.Instance.Create(killed, Game, Options))
        {
            Assert.Throws<TimeoutException>(() => Session(run, StopAfterThreeTurns).Train(null, default));
        }

        StoredRun<ToyGame, ToyPair, ToyOptions> stored = ToyCodec.Instance.Open(killed);
        Assert.Equal((RunStatus.Running, "numbers", 10), (stored.Record.Status, stored.Record.Game, stored.Record.Agents));
        using (RunFolder<ToyGame, ToyPair, ToyOptions> run = stored.Resume())
        {
            Session(run, ToyCodec.Instance.Train).Train(null, default);
        }

        foreach (string file in new[] { "policy.json", "checkpoint.json", "trace.jsonl", "restarts.csv" })
        {
            Assert.Equal(File.ReadAllBytes(Path.Combine(whole, file)), File.ReadAllBytes(Path.Combine(killed, file)));
        }

        Assert.Equal(new ToyPair(1, 1), ToyCodec.Instance.Open(killed).LoadPolicy(Game));
        Assert.Contains(
            "found others with 10",
            Assert.Throws<InvalidInputException>(() => stored.Resume(Game with { Name = "others" })).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "has changed since the run began",
            Assert
                .Throws<InvalidInputException>(() =>
                    stored.Resume(
                        Game with
                        {
                            Payoff =
                            [
                                [2, 1],
                                [0, 6],
                            ],
                        }
                    )
                )
                .Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void It_is_swept_over_k_and_seeds_and_a_sweep_goes_on()
    {
        SweepOptions<ToyOptions> options = SweepGrid.Of([1, 2, 3], 2, Options);
        string folder = temporary.In("sweep");
        using var cancellation = new CancellationTokenSource();
        int begun = 0;
        using (SweepFolder<ToyGame, ToyPair, ToyOptions> sweep = ToyCodec.Instance.OpenOrCreateSweep(folder, Game, options))
        {
            SweepResult<ToyOptions> part = new Sweep<ToyGame, ToyPair, ToyOptions>(sweep, CancelAtTheThird, TimeProvider.System).Run(
                null,
                cancellation.Token
            );
            Assert.Equal((true, 2), (part.Cancelled, part.Cells.Count));
        }

        using SweepFolder<ToyGame, ToyPair, ToyOptions> again = ToyCodec.Instance.OpenSweep(folder).Resume();
        SweepResult<ToyOptions> result = new Sweep<ToyGame, ToyPair, ToyOptions>(again, ToyCodec.Instance.Train, TimeProvider.System).Run(
            null,
            default
        );
        Assert.Equal(6, result.Cells.Count);
        Assert.All(result.Cells, cell => Assert.Equal(5, cell.Outcome!.Value));
        Assert.Equal([1, 2, 3], result.Summary().Select(each => each.Subsample));
        Assert.Equal(7, File.ReadAllLines(Path.Combine(folder, "cells.csv")).Length);

        AlternationResult<ToyPair> CancelAtTheThird(
            ToyOptions asked,
            ToyGame game,
            IReadOnlyList<RestartState<ToyPair>>? from,
            Action<IReadOnlyList<RestartState<ToyPair>>> onTurn,
            IProgress<Progress>? progress,
            CancellationToken token
        )
        {
            if (++begun == 3)
            {
                cancellation.Cancel();
            }

            return ToyCodec.Instance.Train(asked, game, from, onTurn, progress, token);
        }
    }

    private static TrainingSession<ToyGame, ToyPair, ToyOptions> Session(
        RunFolder<ToyGame, ToyPair, ToyOptions> run,
        Trainer<ToyGame, ToyPair, ToyOptions> trainer
    ) => new(run, Game, trainer, TimeProvider.System);

    private static AlternationResult<ToyPair> StopAfterThreeTurns(
        ToyOptions options,
        ToyGame game,
        IReadOnlyList<RestartState<ToyPair>>? from,
        Action<IReadOnlyList<RestartState<ToyPair>>> onTurn,
        IProgress<Progress>? progress,
        CancellationToken cancellation
    )
    {
        int turns = 0;
        return ToyCodec.Instance.Train(options, game, from, Count, progress, cancellation);

        void Count(IReadOnlyList<RestartState<ToyPair>> states)
        {
            onTurn(states);
            if (++turns == 3)
            {
                throw new TimeoutException();
            }
        }
    }
}
