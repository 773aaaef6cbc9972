using System.Text.Json;
using System.Text.Json.Serialization;

namespace Antiphon.Cli.Output;

/// <summary>An enumeration by its name in lower case with hyphens, as on the command line.</summary>
internal sealed class EnumWordConverter<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.KebabCaseLower)
    where T : struct, Enum;
