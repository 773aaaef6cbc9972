using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Antiphon.Server;

/// <summary>The first 64 bits of SHA-256.</summary>
internal static class ShortHash
{
    /// <summary>The hash of bytes.</summary>
    public static ulong Of(ReadOnlySpan<byte> bytes)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes, hash);
        return BinaryPrimitives.ReadUInt64LittleEndian(hash);
    }
}
