using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Antiphon.Games;

/// <summary>The fingerprint of a game: SHA-256 of its numbers in a fixed order, little-endian on every machine.</summary>
internal static class GameHash
{
    private const string Version = "antiphon-game-hash/1";

    internal static string Compute(CooperativeGame game)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.ASCII.GetBytes(Version));
        Append(hash, game.Agents);
        Append(hash, game.GlobalStates);
        Append(hash, game.LocalStates);
        Append(hash, game.GlobalActions);
        Append(hash, game.LocalActions);
        Append(hash, [game.Discount]);
        Append(hash, game.GlobalTransitions);
        Append(hash, game.LocalTransitions);
        Append(hash, game.GlobalRewards);
        Append(hash, game.LocalRewards);
        Append(hash, game.Initial);
        Append(hash, game.Geometry);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void Append(IncrementalHash hash, InitialLaw law)
    {
        Append(hash, law.Global.AsSpan());
        switch (law.Local)
        {
            case IndependentLocalLaw independent:
                Append(hash, 0);
                Append(hash, independent.Probabilities.AsSpan());
                break;
            case DirichletLocalLaw dirichlet:
                Append(hash, 1);
                Append(hash, [dirichlet.Concentration]);
                break;
            default:
                throw new NotSupportedException($"the local start law {law.Local.GetType().Name} has no place in the hash");
        }
    }

    private static void Append(IncrementalHash hash, GameGeometry? geometry)
    {
        // Counts stand before the parts that may be absent, so that two different games never give the same bytes.
        Append(hash, geometry?.Distance?.Count ?? 0);
        foreach (var row in geometry?.Distance ?? [])
        {
            Append(hash, row.ToArray());
        }

        Append(hash, geometry?.Target?.Count ?? 0);
        foreach (var target in geometry?.Target ?? [])
        {
            Append(hash, target);
        }
    }

    private static void Append(IncrementalHash hash, long value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        hash.AppendData(bytes);
    }

    private static void Append(IncrementalHash hash, ReadOnlySpan<double> values)
    {
        Span<byte> bytes = stackalloc byte[sizeof(double)];
        foreach (var value in values)
        {
            // Adding zero turns -0 into 0: they are the same number.
            BinaryPrimitives.WriteDoubleLittleEndian(bytes, value + 0.0);
            hash.AppendData(bytes);
        }
    }
}
