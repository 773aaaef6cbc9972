using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Antiphon.Games;
using Antiphon.Policies;
using Antiphon.Populations;

namespace Antiphon.Evaluation;

/// <summary>
/// SHA-256 of what a joint policy does in a game: the text "antiphon-policy/1" and a zero byte; k as a 64-bit little-endian number; then doubles, the action laws
/// pi_g(a | s_g, F) in the order [s_g][rank(F)][a], then pi_l in the order [s_l][s_g][a_l].
/// </summary>
public static class PolicyHash
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
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.ASCII.GetBytes("antiphon-policy/1\0"));
        var bytes = new byte[sizeof(double)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, policy.Global.Subsample);
        hash.AppendData(bytes);
        var law = new double[game.GlobalActions];
        var looks = LookLattice.Vectors(game, policy.Global.Subsample);
        for (var globalState = 0; globalState < game.GlobalStates; globalState++)
        {
            for (var rank = 0; rank < looks; rank++)
            {
                policy.Global.ActionLaw(globalState, rank, law);
                Append(law);
            }
        }

        Append(policy.Local.Probabilities);
        return Convert.ToHexStringLower(hash.GetHashAndReset());

        void Append(ReadOnlySpan<double> values)
        {
            foreach (var value in values)
            {
                BinaryPrimitives.WriteDoubleLittleEndian(bytes, value);
                hash.AppendData(bytes);
            }
        }
    }
}
