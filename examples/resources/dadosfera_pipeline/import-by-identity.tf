# SPDX-License-Identifier: MPL-2.0

import {
  to = dadosfera_pipeline.countries
  identity = {
    pipeline_id = "7b8b3399_b8c0_4fc5_9116_142cd9f4e7ae"
  }
}
