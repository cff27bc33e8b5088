// A key cannot be printed by accident: error: no match for .operator<<.|error: invalid operands
#include <iostream>
void refused()
{
    const auto credentials = netcore_aes::keygen();
    std::cout << credentials.key;
}
