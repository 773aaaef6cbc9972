using Antiphon.Equilibrium;
using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Populations;

namespace Antiphon.Paper;

/// <summary>The paper's own parts of an alternation in finite games, for <see cref="Alternation.Parts"/>: L-LEARN by UCFH on the chained
/// MDP, the authors' representative agent, G-LEARN by the empirical Bellman operator, and the function UPDATE.</summary>
public sealed class PaperParts : FiniteParts
{
    private PaperParts() { }

    /// <summary>All of them.</summary>
    public static IReadOnlyList<FiniteParts> All { get; } = [new PaperParts()];

    /// <inheritdoc/>
    internal override SurrogateSolver? Empirical =>
        static (bench, local, subsample, turn, cancellation) =>
            new EmpiricalGLearn(Backup(bench.Options, bench.SeedOf(Purposes.EmpiricalOperator, turn), bench.Workers.Count))
                .SolveOrThrow(bench.Game, local, subsample, cancellation)
                .Policy;

    /// <inheritdoc/>
    internal override Func<FiniteBench, FiniteOracle>? Oracle(LocalOracle name) =>
        name switch
        {
            LocalOracle.ChainUcfh => bench => new ChainUcfhOracle(bench),
            LocalOracle.Representative => bench => new RepresentativeOracle(bench),
            _ => null,
        };

    /// <inheritdoc/>
    internal override Func<FiniteSetting, int, CancellationToken, FiniteJudge>? Judge(UpdateRule rule) =>
        rule == UpdateRule.PaperBox
            ? (setting, _, cancellation) =>
                new PaperBoxJudge(
                    setting.Surrogate,
                    setting.Observations,
                    setting.Tolerances.Accuracy,
                    setting.Tolerances.Eta,
                    cancellation
                )
            : null;

    /// <inheritdoc/>
    internal override void RequireFit(CooperativeGame game, AlternationOptions options)
    {
        if (
            game.Sampling is LossySampling
            && (options.UpdateRule == UpdateRule.PaperBox || options.LocalOracle is LocalOracle.ChainUcfh or LocalOracle.Representative)
        )
        {
            throw new InvalidOptionException(
                "under lossy sampling the paper's UPDATE, its chained MDP and the representative agent are not defined; use "
                    + "UpdateRule = Corrected and LocalOracle = Reactive, LocalOracle = Enumerate or LocalOracle = Coordinate"
            );
        }

        if (options.GlobalOracle != GlobalOracle.Deployed && options.IsEmpirical)
        {
            game.RequireOneType("the empirical Bellman operator", "use the exact backup");
            game.RequireUncoupled("the empirical Bellman operator", "use the exact backup");
        }

        if (options.GlobalOracle == GlobalOracle.Surrogate && options.IsEmpirical)
        {
            new EmpiricalGLearn(Backup(options, options.Seed, options.Threads)).RequireFits(game, options.Subsample);
        }

        if (options.LocalOracle == LocalOracle.Representative)
        {
            game.RequireOneType("the representative oracle", "use the reactive one");
            game.RequireUncoupled("the representative oracle", "use the reactive one");
        }

        if (options.LocalOracle == LocalOracle.ChainUcfh)
        {
            game.RequireOneType("the chained MDP", "use the reactive oracle");
            game.RequireUncoupled("the chained MDP", "use the reactive oracle");
            new ChainUcfhLLearn(Chain(options, options.Seed)).RequireFits(game, options.Subsample);
        }
    }

    /// <summary>The options of L-LEARN on the chained MDP.</summary>
    internal static ChainUcfhOptions Chain(AlternationOptions options, ulong seed) =>
        new()
        {
            Scale = options.UcfhScale,
            MaximumEpisodes = options.UcfhEpisodes,
            Reward = options.ChainReward,
            Seed = seed,
        };

    private static EmpiricalGLearnOptions Backup(AlternationOptions options, ulong seed, int threads) =>
        new()
        {
            Operator = options.Backup,
            Samples = options.Samples,
            RewardSamples = options.RewardSamples,
            Sweeps = options.BackupSweeps,
            Parameterization = options.Parameterization,
            Seed = seed,
            Threads = threads,
        };
}
