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
        PathOptions options = Options(setting, setting.Game, turn.Number, Episodes, MostRollouts, threads);
        PathResult found = new PathLLearn(options).Solve(setting.Game, turn.Incumbent, cancellation);
        return new Answer<JointPolicy>(
            new Candidate<JointPolicy>("along episodes", turn.Incumbent with { Local = found.Policy }, double.NaN)
        );
    }

    /// <summary>How agents climb.</summary>
    /// <param name="setting">Options and tolerances.</param>
    /// <param name="game">The game under the sampling rule that the dispatcher meets.</param>
    /// <param name="turn">The number of the turn, which randomness is drawn for.</param>
    /// <param name="episodes">Episodes along which a direction is estimated.</param>
    /// <param name="rollouts">The most pairs of episodes that judge a step.</param>
    /// <param name="threads">Threads.</param>
    internal static PathOptions Options(AlphaSetting setting, CooperativeGame game, long turn, int episodes, int rollouts, int threads)
    {
        ulong seed = new RandomStream(setting.Options.Seed).Split(Purposes.PathGradient, turn).NextUInt64();
        return new PathOptions
        {
            Threshold = setting.Tolerances.Threshold,
            Episodes = episodes,
            Comparison = setting.Options.Comparison(game, threads) with
            {
                Seed = seed,
                MaximumRollouts = Math.Min(rollouts, setting.Options.JudgeRollouts),
            },
        };
    }
}
