namespace Antiphon.Policies;

/// <summary>
/// An actor that can be put aside within an episode and gone on with later, to the bit, by another actor of the same policy, deployment and
/// episode.
/// </summary>
internal interface IStoredActor
{
    /// <summary>Writes all that the next step depends on.</summary>
    /// <param name="writer">Receives it.</param>
    void Save(BinaryWriter writer);

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <param name="reader">Where it is.</param>
    void Restore(BinaryReader reader);
}
