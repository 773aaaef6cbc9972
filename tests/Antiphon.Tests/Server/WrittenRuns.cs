using Antiphon.Equilibrium;
using Antiphon.Games;
using Antiphon.Runs;
using Antiphon.Tests.Runs;

namespace Antiphon.Tests.Server;

/// <summary>Runs in no time, by a script: what is in their files is as of a training.</summary>
internal static class WrittenRuns
{
    public static CooperativeGame Game { get; } = BuiltInGames.Get("warehouse").WithAgents(40);

    public static AlternationOptions Options { get; } =
        new()
        {
            Subsample = 3,
            Restarts = 2,
            Seed = 7,
        };

    /// <summary>Writes a finished run.</summary>
    public static void Write(string folder, AlternationOptions? options = null, CooperativeGame? game = null) =>
        Train(folder, options ?? Options, game ?? Game, new ScriptedTrainer(), CancellationToken.None);

    /// <summary>Writes a run that was cancelled after its first proposal.</summary>
    public static void Cancel(string folder)
    {
        using var cancellation = new CancellationTokenSource();
        Train(folder, Options, Game, new ScriptedTrainer { AfterProposal = _ => cancellation.Cancel() }, cancellation.Token);
    }

    /// <summary>Does something while a run is being written, after its first proposal.</summary>
    public static void During(string folder, Action work)
    {
        int done = 0;
        var trainer = new ScriptedTrainer
        {
            AfterProposal = _ =>
            {
                if (done++ == 0)
                {
                    work();
                }
            },
        };
        Train(folder, Options, Game, trainer, CancellationToken.None);
    }

    /// <summary>Writes a sweep of two k.</summary>
    public static void Sweep(string folder)
    {
        using SweepFolder sweep = FiniteCodec.Instance.OpenOrCreateSweep(
            folder,
            Game,
            SweepGrid.Of([1, 2], trainingSeeds: 1, Options with { Subsample = 1, Rollouts = 1, Seeds = 2, Horizon = 3 })
        );
        new Sweep(sweep, new ScriptedTrainer().Train, TimeProvider.System).Run(null, default);
    }

    private static void Train(
        string folder,
        AlternationOptions options,
        CooperativeGame game,
        ScriptedTrainer trainer,
        CancellationToken cancellation
    )
    {
        using RunFolder run = FiniteCodec.Instance.Create(folder, game, options);
        new TrainingSession(run, game, trainer.Train, TimeProvider.System).Train(null, cancellation);
    }
}
