using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Planning;
using Antiphon.Policies;

namespace Antiphon.Equilibrium;

/// <summary>Proposes agents that climb along simulated episodes.</summary>
/// <param name="setting">What all starts share.</param>
/// <param name="threads">Threads.</param>
internal sealed class PathOracle(AlphaSetting setting, int threads) : IOracle<JointPolicy>
{
    private const int Episodes = 256;
    private const int MostRollouts = 1024;

    /// <inheritdoc/>
    public Player Side => Player.Local;

    /// <inheritdoc/>
    public Answer<JointPolicy> Propose(Turn<JointPolicy> turn, CancellationToken cancellation)
    {
        PathResult found = Climb(setting, setting.Game, turn.Incumbent, turn.Number, threads, cancellation);
        return new Answer<JointPolicy>(
            new Candidate<JointPolicy>("along episodes", turn.Incumbent with { Local = found.Policy }, double.NaN)
        );
    }

    /// <summary>Climbs from a pair's own local policy.</summary>
    /// <param name="setting">Options and tolerances.</param>
    /// <param name="game">The game under the sampling rule that the dispatcher meets.</param>
    /// <param name="pair">The pair.</param>
    /// <param name="turn">The number of the turn, which randomness is drawn for.</param>
    /// <param name="threads">Threads.</param>
    /// <param name="cancellation">Cancels simulations.</param>
    internal static PathResult Climb(
        AlphaSetting setting,
        CooperativeGame game,
        JointPolicy pair,
        long turn,
        int threads,
        CancellationToken cancellation
    )
    {
        ulong seed = new RandomStream(setting.Options.Seed).Split(Purposes.PathGradient, turn).NextUInt64();
        var options = new PathOptions
        {
            Threshold = setting.Tolerances.Threshold,
            Episodes = Episodes,
            Comparison = setting.Options.Comparison(game, threads) with
            {
                Seed = seed,
                MaximumRollouts = Math.Min(MostRollouts, setting.Options.JudgeRollouts),
            },
        };
        return new PathLLearn(options).Solve(game, pair, cancellation);
    }
}
