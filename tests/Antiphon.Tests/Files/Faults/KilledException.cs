namespace Antiphon.Tests.Files;

/// <summary>Plays the part of a kill: no filter of the program knows it.</summary>
internal sealed class KilledException() : Exception("The process is dead.");
