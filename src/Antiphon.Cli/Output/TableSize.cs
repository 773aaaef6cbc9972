namespace Antiphon.Cli.Output;

/// <summary>What a global policy that sees k agents takes.</summary>
/// <param name="Subsample">k.</param>
/// <param name="CountVectors">Number of count vectors of k agents; 2^63 - 1 when there are more.</param>
/// <param name="Bytes">Bytes of a value table: 8 for each count vector and global state.</param>
internal sealed record TableSize(long Subsample, long CountVectors, double Bytes);
