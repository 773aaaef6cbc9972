using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Antiphon.Games;

/// <summary>The SHA-256 of a game's canonical binary form.</summary>
/// <remarks>
/// The form begins with the text "antiphon-game/1" and a zero byte. G, S, A, B and n follow as 64-bit little-endian numbers, then doubles
/// (IEEE 754, little-endian): gamma; P_g, P_l, r_g, r_l in the index orders of the file; the initial law of s_g; the local initial law (0
/// and S probabilities, or 1 and the concentration); the geometry (0 or 1 and the distances; 0 or 1 and the targets).
/// <para>
/// With types, their number follows and, type by type, the number of local states and the share. The local initial law is 2
/// and each type's law.
/// </para>
/// <para>
/// With random rewards, the text "rewards" and a zero byte follow. For each global and then each local reward there is 0 (not random); or
/// 1, the number of values, values and probabilities; or 2, mean and half width.
/// </para>
/// <para>
/// With aggregates, the text "aggregates" and a zero byte follow, then their number. Each has its weights, the number of its breakpoints
/// and the breakpoints. For each row of P_g and of P_l, each r_g and each r_l there is then 0 (not coupled); or 1, the aggregate's
/// number, and the row or reward at each breakpoint. A coupled row or reward is 0 in its place above.
/// </para>
/// <para>
/// With forbidden actions, the text "allowed" and a zero byte follow and, for each s_g and then each (s_l, s_g), the number of allowed
/// actions and the actions.
/// </para>
/// <para>
/// With so many local states that the kernels of one agent, G S S numbers, do not fit in one array, nothing can be trained, and zeros
/// would take minutes. The text "rows" and a zero byte then follow the first one. Each row of P_g and P_l is the number of next states
/// with a probability above 0, these states as 32-bit numbers, and their probabilities.
/// </para>
/// </remarks>
internal static class GameHash
{
    private static readonly byte[] Zeros = new byte[1 << 12];

    // A constant of the form: it may not follow what a later runtime can hold.
    private const double MostDense = 2_147_483_591;

    /// <summary>The hash in lower-case hexadecimal.</summary>
    public static string Compute(CooperativeGame game)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.ASCII.GetBytes("antiphon-game/1\0"));
        bool isSparse = (double)game.GlobalStates * game.LocalStates * game.LocalStates > MostDense;
        if (isSparse)
        {
            hash.AppendData(Encoding.ASCII.GetBytes("rows\0"));
        }

        Append(hash, game.GlobalStates, game.LocalStates, game.GlobalActions, game.LocalActions, game.Agents);
        Append(hash, [game.Discount]);
        Append(hash, game.GlobalTransitions, isSparse);
        Append(hash, game.LocalTransitions, isSparse);
        AppendRewards(hash, game.GlobalRewards);
        AppendRewards(hash, game.LocalRewards);
        Append(hash, game.Initial.Global.AsSpan());
        AppendLocalLaw(hash, game.Initial.Local);
        AppendGeometry(hash, game.Geometry);
        AppendTypes(hash, game.Types);
        AppendNoise(hash, game.Noise);
        AppendCouplings(hash, game, isSparse);
        AppendAllowed(hash, game);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void AppendLocalLaw(IncrementalHash hash, LocalInitialLaw law)
    {
        switch (law)
        {
            case IndependentLocalLaw independent:
                Append(hash, 0L);
                Append(hash, independent.Probabilities.AsSpan());
                break;
            case DirichletLocalLaw dirichlet:
                Append(hash, 1L);
                Append(hash, [dirichlet.Concentration]);
                break;
            case TypedLocalLaw typed:
                Append(hash, 2L);
                foreach (LocalInitialLaw own in typed.Types)
                {
                    AppendLocalLaw(hash, own);
                }

                break;
            default:
                throw new NotSupportedException($"No canonical form of the initial law {law.GetType().Name}.");
        }
    }

    private static void AppendTypes(IncrementalHash hash, AgentTypes types)
    {
        if (!types.Declared)
        {
            return;
        }

        Append(hash, types.Count);
        foreach (AgentType type in types)
        {
            Append(hash, (long)type.States);
            Append(hash, [type.Share]);
        }
    }

    private static void AppendGeometry(IncrementalHash hash, GameGeometry? geometry)
    {
        Append(hash, geometry?.Distance is null ? 0L : 1L);
        foreach (IReadOnlyList<double> row in geometry?.Distance ?? [])
        {
            Append(hash, row.ToArray());
        }

        Append(hash, geometry?.Target is null ? 0L : 1L);
        foreach (int target in geometry?.Target ?? [])
        {
            Append(hash, (long)target);
        }
    }

    private static void AppendNoise(IncrementalHash hash, RewardNoise? noise)
    {
        if (noise is null)
        {
            return;
        }

        hash.AppendData(Encoding.ASCII.GetBytes("rewards\0"));
        foreach (RewardLaw? law in noise.GlobalLaws.ToArray().Concat(noise.LocalLaws.ToArray()))
        {
            switch (law)
            {
                case null:
                    Append(hash, 0L);
                    break;
                case FiniteRewardLaw finite:
                    Append(hash, 1L, finite.Values.Length);
                    Append(hash, finite.Values.AsSpan());
                    Append(hash, finite.Probabilities.AsSpan());
                    break;
                case UniformRewardLaw uniform:
                    Append(hash, 2L);
                    Append(hash, [uniform.Mean, uniform.HalfWidth]);
                    break;
                default:
                    throw new NotSupportedException($"No canonical form of the law {law.GetType().Name}.");
            }
        }
    }

    private static void AppendCouplings(IncrementalHash hash, CooperativeGame game, bool isSparse)
    {
        if (game.Couplings is not { } couplings)
        {
            return;
        }

        hash.AppendData(Encoding.ASCII.GetBytes("aggregates\0"));
        Append(hash, couplings.Aggregates.Length);
        foreach (Aggregate aggregate in couplings.Aggregates)
        {
            Append(hash, aggregate.Weights.ToArray());
            Append(hash, aggregate.Breakpoints.Count);
            Append(hash, aggregate.Breakpoints.ToArray());
        }

        AppendCouplings(hash, game.GlobalTransitions, isSparse);
        AppendCouplings(hash, game.LocalTransitions, isSparse);
        foreach (CoupledReward? reward in couplings.GlobalRewards.ToArray().Concat(couplings.LocalRewards.ToArray()))
        {
            Append(hash, reward is null ? 0L : 1L);
            if (reward is not null)
            {
                Append(hash, (long)reward.Aggregate);
                Append(hash, reward.At.AsSpan());
            }
        }
    }

    private static void AppendCouplings(IncrementalHash hash, TransitionTable table, bool isSparse)
    {
        foreach (TransitionRow row in table.Rows)
        {
            Append(hash, row.Coupling is null ? 0L : 1L);
            if (row.Coupling is { } coupling)
            {
                Append(hash, (long)coupling.Aggregate);
                foreach (TransitionRow part in coupling.At)
                {
                    Append(hash, part, table.States, isSparse);
                }
            }
        }
    }

    private static void AppendAllowed(IncrementalHash hash, CooperativeGame game)
    {
        if (!game.Allowed.IsRestricted)
        {
            return;
        }

        hash.AppendData(Encoding.ASCII.GetBytes("allowed\0"));
        for (int cell = -game.GlobalStates; cell < game.LocalStates * game.GlobalStates; cell++)
        {
            ActionSet allowed = cell < 0 ? game.Allowed.Global(cell + game.GlobalStates) : game.Allowed.LocalCell(cell);
            Append(hash, allowed.Count);
            Append(hash, [.. allowed.Select(action => (long)action)]);
        }
    }

    private static void AppendRewards(IncrementalHash hash, ReadOnlySpan<double> rewards) =>
        Append(hash, [.. rewards.ToArray().Select(reward => double.IsNaN(reward) ? 0 : reward)]);

    private static void Append(IncrementalHash hash, params ReadOnlySpan<long> values)
    {
        Span<byte> bytes = stackalloc byte[8];
        foreach (long value in values)
        {
            BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
            hash.AppendData(bytes);
        }
    }

    // A game has one hash, whichever way its rows were given.
    private static void Append(IncrementalHash hash, TransitionTable table, bool isSparse)
    {
        foreach (TransitionRow row in table.Rows)
        {
            Append(hash, row, table.States, isSparse);
        }
    }

    private static void Append(IncrementalHash hash, TransitionRow row, int states, bool isSparse)
    {
        if (!isSparse)
        {
            Append(hash, row, states);
            return;
        }

        Append(hash, (long)row.Targets.Length);
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        foreach (int target in row.Targets)
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes, target);
            hash.AppendData(bytes);
        }

        Append(hash, row.Probabilities);
    }

    // Stretches of listed states and of zeros in turn, so that a row of many states is never laid out.
    private static void Append(IncrementalHash hash, TransitionRow row, int states)
    {
        ReadOnlySpan<int> targets = row.Targets;
        (int next, int first) = (0, 0);
        while (first < targets.Length)
        {
            int end = first + 1;
            while (end < targets.Length && targets[end] == targets[end - 1] + 1)
            {
                end++;
            }

            AppendZeros(hash, targets[first] - next);
            Append(hash, row.Probabilities[first..end]);
            (next, first) = (targets[end - 1] + 1, end);
        }

        AppendZeros(hash, states - next);
    }

    private static void AppendZeros(IncrementalHash hash, int count)
    {
        for (long left = (long)count * sizeof(double); left > 0; left -= Zeros.Length)
        {
            hash.AppendData(Zeros.AsSpan(0, (int)Math.Min(left, Zeros.Length)));
        }
    }

    private static void Append(IncrementalHash hash, ReadOnlySpan<double> values)
    {
        Span<byte> bytes = stackalloc byte[128 * sizeof(double)];
        for (int first = 0; first < values.Length; first += 128)
        {
            ReadOnlySpan<double> part = values[first..Math.Min(first + 128, values.Length)];
            for (int i = 0; i < part.Length; i++)
            {
                BinaryPrimitives.WriteDoubleLittleEndian(bytes[(i * sizeof(double))..], part[i]);
            }

            hash.AppendData(bytes[..(part.Length * sizeof(double))]);
        }
    }
}
