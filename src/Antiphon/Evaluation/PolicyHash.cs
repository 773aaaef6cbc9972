using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Antiphon.Games;
using Antiphon.Policies;
using Antiphon.Populations;

namespace Antiphon.Evaluation;

/// <summary>
/// SHA-256 of what a joint policy does in a game: the text "antiphon-policy/1" and a zero byte; k as a 64-bit little-endian number; then
/// doubles, the action laws pi_g(a | s_g, F) in the order [s_g][rank(F)][a], then pi_l in the order [s_l][s_g][a_l]. With memory the text
/// is "antiphon-policy/1 memory"; k is followed by k' of the plan, the filter, the particles, the reading and the watch as such numbers;
/// the laws are the plan's, and its action values follow them. Where the plan is alpha vectors the text is "antiphon-policy/1 memory of
/// alpha vectors" and k' is left out. In place of laws come the vectors in the order [s_g][vector][s_l]; their number stands before those
/// of each s_g, and its action before each vector. SHA-256 of the policy's file is taken for a dispatcher with alpha vectors, for a blind
/// one without a table, and for more than two million observations.
/// </summary>
internal static class PolicyHash
{
    /// <summary>The hash in lower-case hexadecimal.</summary>
    /// <param name="policy">The policies of both sides.</param>
    /// <param name="game">A game that they fit.</param>
    /// <exception cref="InvalidInputException">They do not fit the game.</exception>
    public static string Compute(JointPolicy policy, CooperativeGame game)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(game);
        policy.RequireFit(game);
        bool isOfVectors = !policy.Global.Remembers && (policy.Global.Gamma is not null || policy.Global.IsBlind);
        if (isOfVectors && policy.Global.Table is null && ObservationLattice.IsTooLarge(game, policy.Global.Subsample))
        {
            return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(PolicyFile.Write(policy, game))));
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var memory = policy.Global as RememberingPolicy;
        AlphaVectors? vectors = memory?.Plan.Vectors;
        string words = vectors is null ? " memory" : " memory of alpha vectors";
        hash.AppendData(Encoding.ASCII.GetBytes($"antiphon-policy/1{(memory is null ? "" : words)}\0"));
        byte[] bytes = new byte[sizeof(double)];
        Number(policy.Global.Subsample);
        if (memory is not null)
        {
            if (memory.Plan.Table is { } table)
            {
                Number(table.Subsample);
            }

            Number((long)memory.Memory.Filter);
            Number(memory.Memory.Particles);
            Number((long)memory.Memory.Reading);
            Number(memory.Memory.Watch ? 1 : 0);
        }

        if (vectors is null)
        {
            Laws(memory?.Plan.Table ?? policy.Global);
        }
        else
        {
            Vectors();
        }

        foreach (ImmutableArray<double> row in memory?.Plan.TableValues ?? [])
        {
            Append(row.AsSpan());
        }

        Append(policy.Local.Probabilities);
        return Convert.ToHexStringLower(hash.GetHashAndReset());

        void Vectors()
        {
            for (int globalState = 0; globalState < game.GlobalStates; globalState++)
            {
                Number(vectors.CountAt(globalState));
                for (int vector = 0; vector < vectors.CountAt(globalState); vector++)
                {
                    Number(vectors.Action(globalState, vector));
                    Append(vectors.Vector(globalState, vector));
                }
            }
        }

        void Laws(GlobalPolicy global)
        {
            double[] law = new double[game.GlobalActions];
            CountLattice observations = global.Table?.Lattice ?? ObservationLattice.Of(game, global.Subsample);
            IActionLaw actionLaw = global.RequireActionLaw();
            int[] observation = new int[observations.States];
            for (int globalState = 0; globalState < game.GlobalStates; globalState++)
            {
                observations.WriteFirst(observation);
                for (int rank = 0; rank < observations.Size; rank++)
                {
                    actionLaw.Write(globalState, observation, law);
                    Append(law);
                    observations.MoveNext(observation);
                }
            }
        }

        void Number(long value)
        {
            BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
            hash.AppendData(bytes);
        }

        void Append(ReadOnlySpan<double> values)
        {
            foreach (double value in values)
            {
                BinaryPrimitives.WriteDoubleLittleEndian(bytes, value);
                hash.AppendData(bytes);
            }
        }
    }
}
