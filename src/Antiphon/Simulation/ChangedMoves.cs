using Antiphon.Numerics;

namespace Antiphon.Simulation;

/// <summary>
/// Moves agents by changing kernels within one episode. A workspace. Agents that keep the game's kernels draw from the streams of an
/// undisturbed episode, the others from streams of their own. So both episodes stay as similar as possible.
/// </summary>
/// <param name="kernels">The kernels.</param>
/// <param name="states">S.</param>
internal sealed class ChangedMoves(ChangingKernels kernels, int states)
{
    private static readonly ulong MovePurpose = RandomStream.PurposeKey(Purposes.ChangedMove);

    private readonly RandomStream chance = new(0);
    private StreamFamily moves;

    /// <summary>Begins an episode.</summary>
    public void Start(RandomStream rollout) => moves = rollout.Family(MovePurpose);

    /// <summary>Moves those of the agents in one state that do not move by the game's kernels.</summary>
    /// <param name="own">The stream of their undisturbed moves; it is used only where nobody keeps the game's kernels.</param>
    /// <param name="time">The step.</param>
    /// <param name="globalState">s_g before the step.</param>
    /// <param name="localState">Their state x.</param>
    /// <param name="count">c_x.</param>
    /// <param name="next">The next counts; added to.</param>
    /// <returns>How many are left to move by the game's kernels.</returns>
    public long Move(RandomStream own, int time, int globalState, int localState, long count, Span<long> next)
    {
        double share = kernels.Share(time);
        if (share == 0)
        {
            return count;
        }

        if (share == 1)
        {
            kernels.Moves(globalState, localState).AddSample(own, count, next);
            return 0;
        }

        moves.SplitInto(chance, ((long)time * states) + localState);
        long leaving = BinomialSampler.Sample(chance, count, share);
        kernels.Moves(globalState, localState).AddSample(chance, leaving, next);
        return count - leaving;
    }
}
