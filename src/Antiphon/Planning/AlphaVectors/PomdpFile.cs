using System.Globalization;
using Antiphon.Games;
using Antiphon.Policies;
using Antiphon.Populations;

namespace Antiphon.Planning;

/// <summary>
/// The dispatcher's problem beside a fixed local policy, in the limit of many agents, in Cassandra's format for partially observed
/// problems. A state is (s_g, s_l) of one agent drawn at random, numbered s_g * S + s_l; its s_l is hidden and s_g' is observed. The
/// belief about s_l is the population, so that the problem's value at a belief with a known s_g is the full-information value in the
/// limit.
/// </summary>
internal static class PomdpFile
{
    /// <summary>Writes the problem; what is not written is zero.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="game">The game.</param>
    /// <param name="local">pi_l, fixed.</param>
    /// <param name="start">s_g and mu, which become the start belief.</param>
    /// <param name="remarks">Lines of comment on top.</param>
    internal static void Write(
        TextWriter writer,
        CooperativeGame game,
        LocalPolicy local,
        PopulationPoint start,
        IEnumerable<string> remarks
    )
    {
        var kernels = new LocalKernels(game, local.Probabilities);
        foreach (string remark in remarks)
        {
            writer.WriteLine($"# {remark}");
        }

        Write(writer, $"discount: {game.Discount:R}");
        Write(writer, $"values: reward");
        Write(writer, $"states: {game.GlobalStates * game.LocalStates}");
        Write(writer, $"actions: {game.GlobalActions}");
        Write(writer, $"observations: {game.GlobalStates}");
        Write(
            writer,
            $"start: {string.Join(' ', Belief(game, start).Select(share => share.ToString("R", CultureInfo.InvariantCulture)))}"
        );
        for (int globalState = 0; globalState < game.GlobalStates; globalState++)
        {
            WriteObservations(writer, game, globalState);
            for (int action = 0; action < game.GlobalActions; action++)
            {
                WriteMoves(writer, game, kernels, globalState, action);
                WriteRewards(writer, game, kernels, globalState, action);
            }
        }
    }

    private static IEnumerable<double> Belief(CooperativeGame game, PopulationPoint start) =>
        Enumerable
            .Range(0, game.GlobalStates)
            .SelectMany(globalState => start.Fractions.Select(share => globalState == start.GlobalState ? share : 0));

    private static void WriteObservations(TextWriter writer, CooperativeGame game, int globalState)
    {
        for (int local = 0; local < game.LocalStates; local++)
        {
            Write(writer, $"O: * : {State(game, globalState, local)} : {globalState} 1");
        }
    }

    private static void WriteMoves(TextWriter writer, CooperativeGame game, LocalKernels kernels, int globalState, int action)
    {
        ReadOnlySpan<double> kernel = kernels.Transition(globalState);
        ReadOnlySpan<double> law = game.GlobalTransition(globalState, action);
        for (int cell = 0; cell < kernel.Length; cell++)
        {
            for (int next = 0; next < law.Length; next++)
            {
                double probability = law[next] * kernel[cell];
                if (probability > 0)
                {
                    int from = State(game, globalState, cell / game.LocalStates);
                    int to = State(game, next, cell % game.LocalStates);
                    Write(writer, $"T: {action} : {from} : {to} {probability:R}");
                }
            }
        }
    }

    private static void WriteRewards(TextWriter writer, CooperativeGame game, LocalKernels kernels, int globalState, int action)
    {
        for (int local = 0; local < game.LocalStates; local++)
        {
            double reward = game.GlobalReward(globalState, action) + kernels.Reward(globalState)[local];
            if (reward != 0)
            {
                Write(writer, $"R: {action} : {State(game, globalState, local)} : * : * {reward:R}");
            }
        }
    }

    private static int State(CooperativeGame game, int globalState, int local) => (globalState * game.LocalStates) + local;

    private static void Write(TextWriter writer, FormattableString line) => writer.WriteLine(FormattableString.Invariant(line));
}
